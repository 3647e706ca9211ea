/** Says where a datastore is, without what is secret. @module */
import { fileOf } from '../dialect/sqlite-file.ts';

const ports: Readonly<Record<string, number>> = { postgres: 5432, mysql: 3306 };

/**
 * Host and port of a server, or the file, as the URL has them.
 *
 * @param dialect name of the dialect
 */
export function placeOf(dialect: string, url: string): string {
  const port = ports[dialect];
  if (port === undefined) return fileOf(url);
  const { hostname, port: given } = new URL(url);
  return `${hostname || 'localhost'}:${given || port}`;
}
