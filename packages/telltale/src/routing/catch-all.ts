/** The one Fastify route behind which the route table decides. @module */
import { METHODS } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { AppContext } from '../app/app-context.ts';
import { staticFiles } from '../assets/static-files.ts';
import { answerError } from '../http/answer-error.ts';
import { enterFramework } from '../http/enter-framework.ts';
import type { Request } from '../http/request.ts';
import type { Response } from '../http/response.ts';
import { Passage, type PassageListener } from './passage.ts';
import { type RequestPath, readPath } from './request-path.ts';

/** Node.js hands it to nobody who listens for requests. */
const neverRequested: ReadonlySet<string> = new Set(['CONNECT']);

/** Binds the route, for every method that Node.js knows. Fastify's own routes win over it, one for every path too. */
export const catchAll = fp(async (fastify: FastifyInstance, { app }: { app: AppContext }) => {
  const listener = passageListener(app);
  // No promise: Fastify would take its value for the answer.
  const handler = (request: FastifyRequest, reply: FastifyReply): void => {
    const req = request as unknown as Request;
    const res = reply as unknown as Response;
    enterFramework(req, res);
    const path = readPath(request.raw.url ?? '/');
    if (request.raw.method === 'OPTIONS' && app.security.answersPreflight(req, res, path)) return;
    if (app.listenerCount('router:request') > 0) app.emit('router:request', req, res);
    const routes = app.router.candidates(request.raw.method ?? 'GET', path);
    app.run(() => new Passage(req, res, path, routes, listener).advance());
  };
  for (const method of METHODS) {
    if (neverRequested.has(method)) continue;
    try {
      if (!fastify.supportedMethods.includes(method)) fastify.addHttpMethod(method, { hasBody: true });
      fastify.route({ method, url: '*', exposeHeadRoute: false, handler });
    } catch (error) {
      // A plugin has that route already, as @fastify/cors for OPTIONS; `hasRoute` does not know of it.
      if ((error as { code?: unknown }).code !== 'FST_ERR_DUPLICATED_ROUTE') throw error;
    }
  }
});

function passageListener(app: AppContext): PassageListener {
  const files = staticFiles(app);
  const serveStatic = (req: Request, res: Response): void => {
    files(req, res, () => res.notFound()).catch((error: unknown) => answerError(error, req, res));
  };
  return {
    entered(req, res) {
      if (app.listenerCount('router:route') > 0) app.emit('router:route', { req, res, options: req.options });
    },
    unmatched(req, res, path) {
      if (req.method === 'OPTIONS') sayOptions(app, res, path);
      else serveStatic(req, res);
    },
    failed(req, res, error) {
      answerError(error, req, res);
    },
  };
}

/** Methods that are told for a path that no route has. */
const usual = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'];

function sayOptions(app: AppContext, res: Response, path: RequestPath): void {
  const methods = app.router.methodsAt(path);
  res.set('allow', (methods.length > 0 ? methods : usual).join(', '));
  res.status(200).send();
}
