/**
 * Has a commit fail that committed nothing: PostgreSQL answers `commit` with ROLLBACK, and no error, when a query of the
 * transaction has failed. @module
 */
import { errors } from '../errors.ts';

type Query = (...given: unknown[]) => unknown;

/** Watches the commits of a connection of pg. */
export function watchCommits(client: object): void {
  const query = (Reflect.get(client, 'query') as Query).bind(client);
  const watched = async (...given: unknown[]): Promise<unknown> => {
    const result = await query(...given);
    if ((result as { command?: unknown }).command !== 'ROLLBACK') return result;
    throw errors.E_TRANSACTION_UNDONE('its error was not let through');
  };
  const either: Query = (...given) => (given[0] === 'commit' ? watched(...given) : query(...given));
  Reflect.set(client, 'query', either);
}
