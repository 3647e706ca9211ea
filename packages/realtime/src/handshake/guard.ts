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
  /** Whether the server takes no new connections any more. */
  isClosing: () => boolean;
  /** Told of each refusal. */
  refused: (request: IncomingMessage, why: string) => void;
}

/** The connections of Engine.IO, by their ids. */
export interface EngineClients {
  readonly clients: Record<string, { readonly transport: { readonly name: string } }>;
}

const preflight = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers':
    'authorization, content-type, nosession, __sails_io_sdk_version, __sails_io_sdk_platform, __sails_io_sdk_language',
  'access-control-max-age': '600',
};

/**
 * Whether the request would move a connection that is no longer polling to another WebSocket. Engine.IO allows that to
 * whoever knows the connection's id, and the id of an older client's socket, which others may learn, is that id.
 */
function takesOver(request: IncomingMessage, { clients }: EngineClients): boolean {
  const sid = sidOf(request);
  return (
    sid !== undefined &&
    request.headers.upgrade !== undefined &&
    Object.hasOwn(clients, sid) &&
    clients[sid]?.transport.name !== 'polling'
  );
}

/** The id of the connection that a request belongs to; `undefined` for one that is to be made. */
function sidOf(request: IncomingMessage): string | undefined {
  return (request as IncomingMessage & { _query: { sid?: string } })._query.sid;
}

/**
 * Makes the middleware. A refusal ends as Engine.IO's "Bad request": status 400, for polling with
 * `{"code":3,"message":"Bad request"}`.
 */
export function createGuard(
  engine: EngineClients,
  { allows, readableBy, isClosing, refused }: GuardRules,
): Guard {
  const refuse = (request: IncomingMessage, why: string, next: (error: Error) => void): void => {
    refused(request, why);
    next(new Error(why));
  };
  return (request, response, next) => {
    if (!allows(request)) return refuse(request, 'its origin is not allowed (onlyAllowOrigins)', next);
    if (isClosing() && sidOf(request) === undefined)
      return refuse(request, 'the server is shutting down', next);
    if (takesOver(request, engine)) return refuse(request, 'the connection it names is not polling', next);
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
