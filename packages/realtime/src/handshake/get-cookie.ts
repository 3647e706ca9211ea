/** `GET /__getcookie`: a page of another origin loads it as a script, and so gets this server's session cookie. @module */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Answers `GET /__getcookie`. The cookie itself is set by the app's session plugin. */
export function getCookie(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.type('application/javascript; charset=utf-8').send('_sailsIoJSConnect();');
}

/**
 * Binds {@link getCookie}. It is bound as a parameter that has this one value, since Fastify prefers a route without
 * parameters: an app's own `/__getcookie` wins, whenever it is bound.
 */
export function grantCookie(fastify: FastifyInstance): void {
  fastify.get('/:getcookie(^__getcookie$)', getCookie);
}
