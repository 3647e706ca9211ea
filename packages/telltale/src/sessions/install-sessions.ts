/** Gives requests their `req.session`, and saves it before each answer leaves. @module */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { headerBelow } from '../http/below.ts';
import type { Request } from '../http/request.ts';
import type { Response } from '../http/response.ts';
import { eventually } from './eventually.ts';
import { kVisit, type Sessions } from './sessions.ts';

/**
 * Decorates requests of a context. Where a plugin of the app has brought sessions of its own, they are left to it.
 *
 * @param log told of what could not be kept once the answer had left
 */
export function installSessions(
  fastify: FastifyInstance,
  sessions: Sessions,
  log: { error(...message: unknown[]): void },
): void {
  if (fastify.hasRequestDecorator('session')) return;
  fastify.decorateRequest(kVisit, null);
  fastify.decorateRequest('session', {
    getter(this: Request) {
      return sessions.of(this);
    },
    setter(this: Request, data: unknown) {
      sessions.visit(this)?.set(data);
    },
  } as never);
  fastify.decorateRequest('sessionID', {
    getter(this: Request) {
      return sessions.visit(this)?.id;
    },
  } as never);

  if (!sessions.store.isSync) {
    fastify.addHook('onRequest', (request, _reply, done) => {
      const loading = sessions.prepare(request as unknown as Request);
      if (loading) loading.then(() => done(), done);
      else done();
    });
  }

  /** Saves what was put into a session while a stream was sent. */
  const saveAfterwards = (request: FastifyRequest): void => {
    const fail = (error: unknown): void =>
      log.error(`${request.method} ${request.url}: the session could not be saved:`, error);
    try {
      const saved = sessions.begunVisit(request)?.afterwards();
      if (saved instanceof Promise) saved.catch(fail);
    } catch (error) {
      fail(error);
    }
  };

  fastify.addHook('onSend', (request, reply, payload, done) => {
    // A hook for the end of every response would cost those that are sent in one piece, too.
    if (isStream(payload)) reply.raw.once('close', () => saveAfterwards(request));
    const visit = sessions.begunVisit(request);
    if (visit === undefined) return done();
    const fail = (error: unknown): void => {
      destroy(payload);
      // The answer to the failure is not kept from leaving by what failed.
      (request as unknown as Record<symbol, unknown>)[kVisit] = false;
      done(error as Error);
    };
    try {
      const finished = eventually(visit.finish(), (line) => setCookie(reply, line));
      if (finished instanceof Promise) finished.then(() => done(), fail);
      else done();
    } catch (error) {
      fail(error);
    }
  });
}

function isStream(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && ('pipe' in payload || 'getReader' in payload);
}

function setCookie(reply: FastifyReply, line: string | undefined): void {
  if (line !== undefined) headerBelow(reply as unknown as Response, 'set-cookie', line);
}

function destroy(payload: unknown): void {
  if (typeof payload !== 'object' || payload === null || !('destroy' in payload)) return;
  if (typeof payload.destroy === 'function') payload.destroy();
}
