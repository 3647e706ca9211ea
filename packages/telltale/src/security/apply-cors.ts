/** Where CORS happens: at every answer, at those of a route, and at preflights. @module */
import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../app/app-context.ts';
import type { Request } from '../http/request.ts';
import type { Response } from '../http/response.ts';
import { isSkipped } from '../routing/passage.ts';
import type { RequestPath } from '../routing/request-path.ts';
import type { Cors } from './cors.ts';

/** Every header that CORS may have set on an answer. */
const granted = [
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-expose-headers',
] as const;

/** Sets the headers on every answer: of routes, of files, of Fastify plugins, and of errors before any route. */
export function corsEverywhere(fastify: FastifyInstance, cors: Cors): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (cors.varies) reply.header('vary', 'Origin');
    for (const [name, value] of cors.headers(request.headers.origin)) reply.header(name, value);
    done();
  });
}

/** Sets the headers of a route, in place of those of the app. */
export function applyCors(cors: Cors | undefined, req: Request, res: Response): void {
  for (const name of granted) if (res.hasHeader(name)) res.removeHeader(name);
  if (cors === undefined) return;
  if (cors.varies) res.vary('Origin');
  for (const [name, value] of cors.headers(req.get('origin'))) res.set(name, value);
}

/** What a route says of CORS: rules of its own, `undefined` for none, `'as the app'`. */
export type CorsOfRoute = (options: Readonly<Record<string, unknown>>) => Cors | undefined | 'as the app';

/**
 * Answers a preflight: a browser's question whether a page may send the request that it is about to send.
 *
 * The rules are those of the first route that matches and has any, else those of the app. No policy is asked, since a
 * browser sends no cookie with it.
 *
 * @returns whether it was one, and is answered
 */
export function answerPreflight(
  app: AppContext,
  { ofRoute, ofApp }: { ofRoute: CorsOfRoute; ofApp: Cors | undefined },
  req: Request,
  res: Response,
  path: RequestPath,
): boolean {
  const method = req.get('access-control-request-method');
  if (req.method !== 'OPTIONS' || method === undefined || req.get('origin') === undefined) return false;
  let cors = ofApp;
  for (const route of app.router.candidates(method.toUpperCase(), path)) {
    if (route.layer === 'before' || isSkipped(route, path) || !route.pattern.match(path)) continue;
    const own = ofRoute(route.options);
    if (own === 'as the app') continue;
    cors = own;
    break;
  }
  for (const name of granted) if (res.hasHeader(name)) res.removeHeader(name);
  if (cors === undefined) return false;
  if (cors.varies) res.vary('Origin');
  for (const [name, value] of cors.preflight(req.get('origin'))) res.set(name, value);
  // Without a length, some browsers wait for a body.
  res.code(204).set('content-length', '0').send();
  return true;
}
