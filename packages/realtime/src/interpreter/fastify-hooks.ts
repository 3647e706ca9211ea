/** The hooks by which Fastify treats virtual requests like any other. @module */
import type { FastifyInstance } from 'fastify';
import { isJson } from './acknowledgement.ts';
import { VirtualReply } from './virtual-reply.ts';
import { VirtualRequest } from './virtual-request.ts';

/** Stands in `VirtualReply.serialised` between the two hooks that find out what Fastify serialised. */
const ABOUT_TO_BE = '';

const bodyless: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE']);

/** Adds `request.isSocket`, and what makes body, query and reply of a virtual request those of the message. */
export function addInterpreterHooks(fastify: FastifyInstance): void {
  fastify.decorateRequest('isSocket', {
    getter() {
      return (this.raw as unknown) instanceof VirtualRequest;
    },
  });

  fastify.addHook('onRequest', (request, _reply, done) => {
    const raw: unknown = request.raw;
    if (raw instanceof VirtualRequest) {
      request.body = raw.data;
      if (bodyless.has(raw.method) && !Array.isArray(raw.data)) {
        const query = request.query as Record<string, unknown>;
        for (const [name, value] of Object.entries(raw.data)) query[name] = value;
      }
    }
    done();
  });

  fastify.addHook('preSerialization', (_request, reply, payload, done) => {
    const raw: unknown = reply.raw;
    if (raw instanceof VirtualReply) raw.serialised = ABOUT_TO_BE;
    done(null, payload);
  });

  // The serialiser may fail; what an error handler then sends as text is not what was about to be serialised.
  fastify.addHook('onError', (_request, reply, _error, done) => {
    const raw: unknown = reply.raw;
    if (raw instanceof VirtualReply) raw.serialised = undefined;
    done();
  });

  fastify.addHook('onSend', (_request, reply, payload, done) => {
    const raw: unknown = reply.raw;
    if (raw instanceof VirtualReply && raw.serialised === ABOUT_TO_BE) {
      // An app's own serialiser may write something else than JSON.
      const isJsonText = typeof payload === 'string' && isJson(reply.getHeader('content-type'));
      raw.serialised = isJsonText ? payload : undefined;
    }
    done(null, payload);
  });
}
