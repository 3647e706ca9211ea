/** The hooks by which Fastify treats virtual requests like any other. @module */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isJson } from './acknowledgement.ts';
import { VirtualReply } from './virtual-reply.ts';
import { VirtualRequest } from './virtual-request.ts';

/** Stands in `VirtualReply.serialised` between the two hooks that find out what Fastify serialised. */
const ABOUT_TO_BE = '';

const bodyless: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE']);

/** Adds `request.isSocket`, and what makes body, query and reply of a virtual request those of the message. */
export function addInterpreterHooks(fastify: FastifyInstance): void {
  const hasOwnSerialiser = serialiserLookup(fastify);

  fastify.decorateRequest('isSocket', {
    getter() {
      return (this.raw as unknown) instanceof VirtualRequest;
    },
  });

  fastify.addHook('onRequest', (request, _reply, done) => {
    const raw: unknown = request.raw;
    if (raw instanceof VirtualRequest) {
      request.body = raw.data;
      if (bodyless.has(raw.method)) addToQuery(request, raw.data);
    }
    done();
  });

  fastify.addHook('preSerialization', (request, reply, payload, done) => {
    const raw: unknown = reply.raw;
    if (raw instanceof VirtualReply && !hasOwnSerialiser(request, reply)) raw.serialised = ABOUT_TO_BE;
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
      raw.serialised =
        typeof payload === 'string' && looksLikeJson(payload) && isJson(reply.getHeader('content-type'))
          ? payload
          : undefined;
    }
    done(null, payload);
  });
}

function addToQuery(request: FastifyRequest, data: object): void {
  const query = request.query as Record<string, unknown>;
  for (const name in data) {
    if (Object.hasOwn(data, name)) query[name] = (data as Record<string, unknown>)[name];
  }
}

/** Whether text could be an object or an array. A compiled serialiser of the app's own may write anything. */
function looksLikeJson(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return text.charCodeAt(0) === OPENING_BRACE
    ? last === CLOSING_BRACE
    : text[0] === '[' && text.endsWith(']');
}

const OPENING_BRACE = '{'.charCodeAt(0);
const CLOSING_BRACE = '}'.charCodeAt(0);

type Serialiser = object | null | undefined;

/**
 * Makes the function that says whether the app serialises a reply by itself (`reply.serializer()`,
 * `setReplySerializer()`), so that the text may be anything. Fastify keeps that under symbols; should a release rename
 * them, no reply's text is trusted, and each is parsed before it travels.
 */
function serialiserLookup(fastify: FastifyInstance) {
  const ofInstance = symbolOf(fastify, 'fastify.replySerializerDefault');
  let ofReply: symbol | undefined;
  return (request: FastifyRequest, reply: FastifyReply): boolean => {
    ofReply ??= symbolOf(reply, 'fastify.reply.serializer');
    if (ofInstance === undefined || ofReply === undefined) return true;
    const own = (reply as unknown as Record<symbol, Serialiser>)[ofReply];
    const inherited = (request.server as unknown as Record<symbol, Serialiser>)[ofInstance];
    return own != null || inherited != null;
  };
}

function symbolOf(object: object, description: string): symbol | undefined {
  return Object.getOwnPropertySymbols(object).find((symbol) => symbol.description === description);
}
