/** What bodies of HTTP requests are read as: JSON and forms here; Fastify reads text and what plugins add. @module */
import { type DataBounds, dataProblem } from '@telltale/realtime';
import type { FastifyInstance } from 'fastify';
import { parse } from 'qs';
import { errors } from '../errors.ts';

/** Reads a body, or throws. */
type Parse = (body: string) => unknown;

const jsonTypes = ['application/json', /^application\/[\w.+-]+\+json$/];
const formTypes = ['application/x-www-form-urlencoded'];

/**
 * Installs the parsers, except where a plugin of the app brought its own. Both throw with status 400 and a code.
 *
 * @param bounds those of a message's data: what is too much over a socket is too much here
 */
export function installBodyParsers(fastify: FastifyInstance, bounds: DataBounds): void {
  const within = (data: unknown): unknown => {
    const problem = dataProblem(data, bounds);
    if (problem !== undefined) throw errors.E_BODY(problem);
    return data;
  };
  // A client that says JSON and sends nothing, as some do with DELETE, means nothing by it.
  add(fastify, jsonTypes, (body) => (body === '' ? undefined : within(parseJson(body))));
  add(fastify, formTypes, (body) => within(parseForm(body, bounds.depth)));
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw errors.E_INVALID_JSON((error as Error).message);
  }
}

function parseForm(body: string, depth: number): unknown {
  try {
    return parse(body, {
      depth,
      strictDepth: true,
      parameterLimit: 1_000,
      arrayLimit: 1_000,
      throwOnLimitExceeded: true,
    });
  } catch (error) {
    throw errors.E_INVALID_FORM((error as Error).message);
  }
}

function add(fastify: FastifyInstance, types: readonly (string | RegExp)[], read: Parse): void {
  for (const type of types) {
    try {
      fastify.addContentTypeParser(type, { parseAs: 'string' }, async (_request: unknown, body: string) =>
        read(body),
      );
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'FST_ERR_CTP_ALREADY_PRESENT') throw error;
    }
  }
}
