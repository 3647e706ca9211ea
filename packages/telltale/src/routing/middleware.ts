/** Middleware of an app, as `config.http.middleware` has it: functions around all routes, over HTTP only. @module */
import { inspect } from 'node:util';
import type { HttpConfig } from '../config/app-config.ts';
import { isPlain } from '../config/merge.ts';
import { errors } from '../errors.ts';
import type { Handler } from '../routing/handler.ts';

/** Middleware by where it stands. */
export interface Middleware {
  before: Handler[];
  after: Handler[];
}

/** Names that Sails gives its own middleware, with what stands in its place. */
const builtIn: ReadonlyMap<string, string> = new Map([
  ['startRequestTimer', 'Requests need no timer'],
  ['cookieParser', 'Cookies are always read'],
  ['session', 'Write config.session'],
  ['bodyParser', 'Bodies are always read: see http.bodyLimit and config.uploads'],
  ['handleBodyParserError', 'A body that is refused is answered with 400 or 413'],
  [
    'compress',
    'Write http.plugins: [compress], with compress from @fastify/compress, or let the proxy do it',
  ],
  ['methodOverride', 'Send the method that is meant'],
  ['poweredBy', 'No header says what the server is made of'],
  ['$custom', 'Write http.plugins'],
  ['router', 'Write config.routes'],
  ['www', 'Write http.assets'],
  ['favicon', 'Put assets/favicon.ico there'],
  ['404', 'Write api/responses/notFound'],
  ['500', 'Write api/responses/serverError'],
]);

/**
 * Reads the middleware of an app: what `order` names, before or after the routes as it stands before or after `router`.
 *
 * @param warn called with a sentence for each setting that means nothing
 * @throws E_CONFIG for an order that names what is not there, and for what is no function `(req, res, next)`
 */
export function readMiddleware({ middleware }: HttpConfig, warn: (what: string) => void): Middleware {
  const read: Middleware = { before: [], after: [] };
  if (middleware === undefined) return read;
  if (!isPlain(middleware))
    throw refuse('http.middleware', middleware, 'an object of functions (req, res, next)');
  const { order = [], ...given } = middleware;
  if (!Array.isArray(order)) throw refuse('http.middleware.order', order, 'a list of names');
  for (const [name, value] of Object.entries(given)) {
    const instead = builtIn.get(name);
    if (instead !== undefined && value) warn(`config.http.middleware.${name} means nothing. ${instead}.`);
    else if (instead === undefined && !order.includes(name))
      warn(`config.http.middleware.${name} is never run: http.middleware.order does not name it.`);
  }
  const router = order.indexOf('router');
  for (const [index, name] of order.entries()) {
    if (builtIn.has(name)) continue;
    const handler = typeof name === 'string' && Object.hasOwn(given, name) ? given[name] : undefined;
    if (handler === undefined)
      throw refuse('http.middleware.order', order, `names of functions; there is no http.middleware.${name}`);
    if (typeof handler !== 'function' || handler.length > 3)
      throw refuse(`http.middleware.${name}`, handler, 'a function (req, res, next)');
    const stage = router >= 0 && index > router ? read.after : read.before;
    stage.push((req, res, next) => (req.isSocket ? next() : (handler as Handler)(req, res, next)));
  }
  return read;
}

function refuse(setting: string, given: unknown, expected: string): Error {
  return errors.E_CONFIG(setting, inspect(given, { depth: 1, maxStringLength: 80 }), expected);
}
