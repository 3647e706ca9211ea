/** Sends the headers that tell a browser how to treat an answer, each with the answers that it means. @module */
import type { FastifyInstance } from 'fastify';
import { isKeptOff, lead } from './leading-headers.ts';
import type { PageHeaders } from './page-headers.ts';

/** Adds the hooks. Over a socket nobody reads such headers, so none travel there. */
export function sendPageHeaders(fastify: FastifyInstance, { always, ofPages }: PageHeaders): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!request.isSocket && !lead(reply.raw)) for (const [name, value] of always) reply.header(name, value);
    done();
  });
  // Not before: only now is it known what the answer is, and each header of a small one is a good part of its price.
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (!isJson(reply.getHeader('content-type')) && !request.isSocket) {
      for (const [name, value] of ofPages) {
        if (!reply.hasHeader(name) && !isKeptOff(reply.raw, name)) reply.header(name, value);
      }
    }
    done(null, payload);
  });
}

/** Whether a browser that is told not to sniff will never take it for a page, a style or a script. */
function isJson(contentType: unknown): boolean {
  return typeof contentType === 'string' && contentType.startsWith('application/json');
}
