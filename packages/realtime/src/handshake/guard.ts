/** Stands before Engine.IO: refuses handshakes of other origins, and lets polling pages read their answers. @module */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Middleware for `io.engine.use()`. */
export type Guard = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

export interface GuardRules {
  /** Whether a request of this origin may go on. */
  allows: (request: IncomingMessage) => boolean;
  /**
   * Who may read answers to polling: the origins that pass `allows`, with cookies; every page, without cookies; or
   * only the server's own, without a header.
   */
  readableBy: 'allowed' | 'everybody' | 'own';
  /** Told of each refusal. */
  refused: (request: IncomingMessage) => void;
}

const preflight = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers':
    'authorization, content-type, nosession, __sails_io_sdk_version, __sails_io_sdk_platform, __sails_io_sdk_language',
  'access-control-max-age': '600',
};

/**
 * Makes the middleware. A refusal ends as Engine.IO's "Bad request": status 400, for polling with
 * `{"code":3,"message":"Bad request"}`.
 */
export function createGuard({ allows, readableBy, refused }: GuardRules): Guard {
  return (request, response, next) => {
    if (!allows(request)) {
      refused(request);
      return next(new Error('origin not allowed'));
    }
    const { origin } = request.headers;
    const upgrade = request.headers.upgrade !== undefined;
    if (upgrade || readableBy === 'own') return next();
    if (readableBy === 'everybody') response.setHeader('access-control-allow-origin', '*');
    else {
      response.setHeader('vary', 'Origin');
      if (origin !== undefined) {
        response.setHeader('access-control-allow-origin', origin);
        response.setHeader('access-control-allow-credentials', 'true');
      }
    }
    if (request.method !== 'OPTIONS') return next();
    response.writeHead(204, preflight).end();
  };
}
