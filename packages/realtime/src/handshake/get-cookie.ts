/** `GET /__getcookie`: a page of another origin loads it as a script, and so gets this server's session cookie. @module */
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Where the client asks for its cookie. */
export const getCookieUrl = '/__getcookie';

/**
 * Answers {@link getCookieUrl}. The cookie itself is set by the app's session plugin.
 *
 * @example
 * fastify.get(getCookieUrl, getCookie);
 */
export function getCookie(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.type('application/javascript; charset=utf-8').send('_sailsIoJSConnect();');
}
