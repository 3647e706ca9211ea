/** What bodies of HTTP requests are read as: JSON and forms here; Fastify reads text and what plugins add. @module */
import type { FastifyInstance } from 'fastify';
import { parse } from 'qs';
import { errors } from '../errors.ts';

type Done = (error: Error | null, body?: unknown) => void;

/** Installs the parsers, except where a plugin of the app brought its own. */
export function installBodyParsers(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  add(fastify, ['application/json', /^application\/[\w.+-]+\+json$/], (body, done, request) => {
    // A client that says JSON and sends nothing, as some do with DELETE, means nothing by it.
    if (body === '') return done(null, undefined);
    parseJson(request as never, body, (error: Error | null, value?: unknown) => {
      if (error) done(errors.E_INVALID_JSON(problemOf(body)));
      else done(null, value);
    });
  });
  add(fastify, ['application/x-www-form-urlencoded'], (body, done) => {
    try {
      done(
        null,
        parse(body, {
          parameterLimit: 1_000,
          arrayLimit: 1_000,
          depth: 16,
          throwOnLimitExceeded: true,
          strictDepth: true,
        }),
      );
    } catch (error) {
      done(errors.E_INVALID_FORM((error as Error).message));
    }
  });
}

function problemOf(body: string): string {
  try {
    JSON.parse(body);
    return 'it has a key "__proto__" or "constructor.prototype"';
  } catch (error) {
    return (error as Error).message;
  }
}

function add(
  fastify: FastifyInstance,
  types: (string | RegExp)[],
  parser: (body: string, done: Done, request: unknown) => void,
): void {
  for (const type of types) {
    try {
      fastify.addContentTypeParser(type, { parseAs: 'string' }, (request, body, done) =>
        parser(body as string, done, request),
      );
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'FST_ERR_CTP_ALREADY_PRESENT') throw error;
    }
  }
}
