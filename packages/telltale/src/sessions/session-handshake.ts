/**
 * Gives a socket that connects its session: that of its cookie, or a new one.
 *
 * The cookie of a new one goes to the browser with the handshake's own answer, so that the page and its socket share the
 * session, whichever of them uses it first.
 *
 * @module
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { AddressedBy } from '@telltale/realtime';
import type { FastifyInstance } from 'fastify';
import { makeSessionId } from './session-cookie.ts';
import type { Sessions } from './sessions.ts';

/** Headers of an answer as Engine.IO gives them to listeners. */
type AnswerHeaders = Record<string, string | string[]>;

/**
 * Lets the sockets of a server have sessions.
 *
 * @param addressed says how a handshake reached the server, believing the proxies that the app trusts
 */
export function grantSessions(io: FastifyInstance['io'], sessions: Sessions, addressed: AddressedBy): void {
  const { cookie, store, settings, sockets } = sessions;
  io.engine.on('initial_headers', (headers: AnswerHeaders, request: Handshake) => {
    if (hasNoSession(request.headers, request._query)) return;
    const given = cookie.read(request.headers.cookie);
    if (given !== undefined && !(store.isSync && store.load(given) === undefined)) return;
    const id = makeSessionId();
    headers['set-cookie'] = cookie.give(id, addressed(request).protocol === 'https');
    // The socket's requests have the cookies of its handshake.
    const { cookie: others } = request.headers;
    request.headers.cookie = others === undefined ? cookie.pair(id) : `${cookie.pair(id)}; ${others}`;
    // Redis answers in order: what the socket asks for comes after. In an outage, the session just does not begin yet.
    Promise.resolve(store.create(id, new Map(), settings.life.ttl)).catch(() => {});
  });
  io.on('connection', (socket) => {
    const { headers, query } = socket.handshake;
    if (hasNoSession(headers, query)) return;
    const id = cookie.read(headers.cookie);
    if (id !== undefined) sockets.bind(socket, id);
  });
}

type Handshake = IncomingMessage & { _query?: Record<string, unknown> };

function hasNoSession(headers: IncomingHttpHeaders, query: Record<string, unknown> = {}): boolean {
  return headers.nosession !== undefined || Boolean(query.nosession);
}
