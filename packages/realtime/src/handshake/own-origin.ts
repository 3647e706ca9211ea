/** Tells whether a handshake comes from a page of this server itself. @module */
import type { IncomingMessage } from 'node:http';
import { parseOrigin } from './origin.ts';

/** By which name and protocol a client reached the server, proxies that are trusted included. */
export interface Addressed {
  host: string;
  protocol: string;
}

/** Finds out {@link Addressed}. */
export type AddressedBy = (request: IncomingMessage) => Addressed;

type RequestClass = new (
  id: string,
  params: object,
  raw: IncomingMessage,
  query: object,
  log: unknown,
  context: object,
) => Addressed;

function fromHeaders(request: IncomingMessage): Addressed {
  return {
    host: request.headers.host ?? '',
    protocol: 'encrypted' in request.socket && request.socket.encrypted ? 'https' : 'http',
  };
}

/**
 * Reads host and protocol with Fastify's own request class, which alone knows the app's `trustProxy`: Fastify shows it
 * to nobody else. Where the class can't be found, forwarded headers are not believed.
 *
 * @param fastify the instance, after its options were read
 * @example
 * const addressed = addressedBy(fastify);
 * fastify.io.engine.on('initial_headers', (headers, request) => addressed(request).protocol); // 'https' behind a trusted proxy
 */
export function addressedBy(fastify: object): AddressedBy {
  const Request = requestClass(fastify);
  if (typeof Request !== 'function') return fromHeaders;
  return (raw) => {
    const { host, protocol } = new (Request as RequestClass)('', {}, raw, {}, undefined, {});
    return { host, protocol };
  };
}

function requestClass(fastify: object | null): unknown {
  if (fastify === null) return undefined;
  const symbol = Object.getOwnPropertySymbols(fastify).find((own) => own.description === 'fastify.Request');
  return symbol ? (fastify as Record<symbol, unknown>)[symbol] : requestClass(Object.getPrototypeOf(fastify));
}

/**
 * Whether the handshake comes from the server's own pages, or from no page at all.
 *
 * A browser names the origin of every WebSocket. Where it names none (a same-origin `GET` of polling, and programs
 * that are no browsers), its `Sec-Fetch-Site` must not say otherwise, and the answer must not be a script (`j`), which
 * any page could run.
 */
export function isSameOrigin(request: IncomingMessage, addressed: AddressedBy): boolean {
  const { origin } = request.headers;
  if (origin === undefined) {
    const site = request.headers['sec-fetch-site'];
    const { _query: query = {} } = request as IncomingMessage & { _query?: object };
    return (site === undefined || site === 'same-origin' || site === 'none') && !Object.hasOwn(query, 'j');
  }
  const { host, protocol } = addressed(request);
  const own = parseOrigin(`https://${host}`);
  const ownPlain = parseOrigin(`http://${host}`);
  const given = parseOrigin(origin);
  if (given === undefined || own === undefined) return false;
  // A proxy that ends TLS and is not trusted makes https look like http, so http may mean either; https never means http.
  return given === own || (protocol !== 'https' && given === ownPlain);
}
