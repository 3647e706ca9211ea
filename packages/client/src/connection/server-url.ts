/** Which server a URL names, seen from a page or from Node.js. @module */
import { errors } from '../errors.ts';

/** The part of a page's `location` that matters here. */
export interface PageLocation {
  readonly origin: string;
  readonly protocol: string;
}

/**
 * Makes an absolute URL of what was set.
 *
 * @param url `'http://host:1337'`, `'//host'`, `'host:1337'`, `'/'`, or nothing for the page's own origin
 * @param page where the page is from; absent in Node.js
 * @throws `E_SOCKET_URL` when no server is named, or more than a server
 */
export function resolveServerUrl(url: unknown, page: PageLocation | undefined): URL {
  if (url !== undefined && url !== null && typeof url !== 'string') throw errors.E_SOCKET_URL(url);
  const scheme = page && /^https?:$/.test(page.protocol) ? page.protocol : 'http:';
  let absolute = url ?? '';
  if (absolute === '' || /^[?/](?!\/)/.test(absolute)) absolute = `${page?.origin ?? ''}${absolute}`;
  else if (absolute.startsWith('//')) absolute = scheme + absolute;
  else if (!/^[a-z][a-z\d+.-]*:\/\//i.test(absolute)) absolute = `${scheme}//${absolute}`;
  const server = URL.canParse(absolute) ? new URL(absolute) : undefined;
  if (!server || !/^(https?|wss?):$/.test(server.protocol) || server.pathname !== '/')
    throw errors.E_SOCKET_URL(url);
  return server;
}

/** The origin of a server as HTTP knows it. */
export function httpOrigin(server: URL): string {
  return `${server.protocol.replace('ws', 'http')}//${server.host}`;
}
