/** What stands between a request and the routes: headers, origins, limits. @module */
import { inspect } from 'node:util';
import { compileOrigins } from '@telltale/realtime';
import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../app/app-context.ts';
import { checkNames } from '../config/check-rules.ts';
import { isPlain } from '../config/merge.ts';
import { errors } from '../errors.ts';
import type { Request } from '../http/request.ts';
import type { Response } from '../http/response.ts';
import type { Handler, RouteOptions } from '../routing/handler.ts';
import type { RequestPath } from '../routing/request-path.ts';
import type { RouteLayer, RouteStep } from '../routing/route.ts';
import { answerPreflight, applyCors, corsEverywhere } from './apply-cors.ts';
import { type Cors, compileCors } from './cors.ts';
import { requireToken, usesCsrf } from './csrf.ts';
import { refuseForeignPages, type Trusts } from './foreign-pages.ts';
import { compilePageHeaders, type PageHeaders } from './page-headers.ts';
import { checkRateLimit, RateLimits } from './rate-limits.ts';
import type { SecurityConfig } from './security-config.ts';
import { sendPageHeaders } from './send-page-headers.ts';

const settings = ['cors', 'csrf', 'helmet', 'rateLimit'];

/** The security of one app, as its settings want it. */
export class Security {
  /** `undefined` when an app wants no such headers. */
  readonly pages: PageHeaders | undefined;
  /** Whether some route wants tokens of those who change something. */
  readonly usesCsrf: boolean;
  readonly #app: AppContext;
  readonly #config: SecurityConfig;
  readonly #isOn: boolean;
  readonly #limits: RateLimits;
  /** The app's rules, if they hold for every route. */
  readonly #cors: Cors | undefined;
  /** Rules by what routes say, so that each is compiled once. */
  readonly #corsOfRoutes = new Map<unknown, Cors>();

  /** @throws E_CONFIG, E_CORS_CREDENTIALS */
  constructor(app: AppContext) {
    this.#app = app;
    this.#isOn = app.isOn('security');
    this.#config = this.#isOn ? checked(app.config.security) : {};
    const { cors, helmet = {}, rateLimit } = this.#config;
    this.#cors = cors && compileCors('security.cors', cors);
    if (!cors?.allRoutes) this.#cors = undefined;
    this.pages =
      this.#isOn && helmet !== false
        ? compilePageHeaders(helmet, app.environment === 'production')
        : undefined;
    this.usesCsrf = this.#isOn && usesCsrf(app.config);
    if (this.usesCsrf && !app.isOn('session')) throw errors.E_CSRF_SESSIONS();
    this.#limits = new RateLimits(app, rateLimit || {});
  }

  /** Sets up what happens before any route is looked for. */
  async install(fastify: FastifyInstance): Promise<void> {
    if (!this.#isOn) return;
    if (this.pages) sendPageHeaders(fastify, this.pages);
    if (this.#cors) corsEverywhere(fastify, this.#cors);
    await this.#limits.install(fastify);
    const { rateLimit } = this.#config;
    if (rateLimit) {
      const limiter = this.#limits.limiter('app', rateLimit);
      fastify.addHook('onRequest', (request) => limiter(request as unknown as Request));
    }
  }

  /** Answers a preflight; returns whether it was one. */
  answersPreflight(req: Request, res: Response, path: RequestPath): boolean {
    if (!this.#isOn) return false;
    const ofRoute = (options: RouteOptions) => this.#corsOf('a route', options);
    return answerPreflight(this.#app, { ofRoute, ofApp: this.#cors }, req, res, path);
  }

  /**
   * Checks what a route says of security.
   *
   * @throws E_CONFIG, E_CORS_CREDENTIALS
   */
  checkRoute(address: string, options: RouteOptions): void {
    const { rateLimit, csrf } = options;
    this.#corsOf(address, options);
    if (csrf !== undefined && !isCsrf(csrf))
      throw errors.E_CONFIG(`routes['${address}'].csrf`, inspect(csrf), "true, false or 'origin'");
    // Without the part `security`, as in `telltale migrate`, nothing asks for a token.
    if (csrf === true && this.#isOn && !this.#app.isOn('session')) throw errors.E_CSRF_SESSIONS();
    if (rateLimit !== undefined && rateLimit !== false)
      checkRateLimit(`routes['${address}'].rateLimit`, rateLimit);
  }

  /** The steps before those of a route itself. */
  guardsOf(address: string, options: RouteOptions, layer: RouteLayer): readonly RouteStep[] {
    if (!this.#isOn) return [];
    const guards: RouteStep[] = [];
    const cors = this.#corsOf(address, options);
    if (cors !== 'as the app') {
      guards.push({
        run: named('cors', (req, res, next) => {
          applyCors(cors, req, res);
          next();
        }),
      });
    }
    const { rateLimit } = options;
    if (rateLimit) {
      const limiter = this.#limits.limiter(address, rateLimit);
      guards.push({ run: named('rateLimit', async (req, _res, next) => limiter(req).then(() => next())) });
    }
    // A route of a hook that stands before all others is not where a request is bound for.
    const csrf = options.csrf ?? (layer === 'before' ? false : this.#config.csrf);
    if (csrf === true) guards.push({ run: named('csrf', requireToken) });
    else if (csrf === 'origin') {
      const trusts = this.#trusts(cors === 'as the app' ? this.#cors : cors);
      guards.push({ run: named('csrf', refuseForeignPages(trusts)) });
    }
    return guards;
  }

  /** Whose pages may change something: those that CORS names, and those that may do anything over a socket anyway. */
  #trusts(cors: Cors | undefined): Trusts {
    const { onlyAllowOrigins } = this.#app.config.sockets ?? {};
    const mayConnect = onlyAllowOrigins === undefined ? () => false : compileOrigins(onlyAllowOrigins);
    return (origin, withCookies) => mayConnect(origin) || cors?.trusts(origin, withCookies) === true;
  }

  #corsOf(address: string, { cors }: RouteOptions): Cors | undefined | 'as the app' {
    if (cors === undefined) return 'as the app';
    if (cors === false) return undefined;
    const known = this.#corsOfRoutes.get(cors);
    if (known) return known;
    const own = cors === true ? {} : cors;
    const where = `routes['${address}'].cors`;
    // Said before the app's rules are laid under it, so that the message names what was written.
    if (!isPlain(own)) throw errors.E_CONFIG(where, inspect(own), 'true, false, or an object with rules');
    const { allRoutes: _allRoutes, ...ofApp } = this.#config.cors ?? {};
    const compiled = compileCors(where, { ...ofApp, ...own });
    this.#corsOfRoutes.set(cors, compiled);
    return compiled;
  }
}

/** Lists of routes name what stands before an action. */
function named(name: string, step: Handler): Handler {
  return Object.defineProperty(step, 'name', { value: name });
}

function isCsrf(value: unknown): boolean {
  return typeof value === 'boolean' || value === 'origin';
}

function checked(given: unknown): SecurityConfig {
  if (given === undefined) return {};
  if (!isPlain(given)) throw errors.E_CONFIG('security', inspect(given), 'an object such as { cors: { … } }');
  checkNames('security', given, settings);
  const { rateLimit, helmet, csrf } = given;
  if (csrf !== undefined && !isCsrf(csrf))
    throw errors.E_CONFIG(
      'security.csrf',
      inspect(csrf),
      "true, false or 'origin'; a route may say otherwise: csrf: false",
    );
  if (rateLimit !== undefined && rateLimit !== false) checkRateLimit('security.rateLimit', rateLimit);
  if (helmet !== undefined && helmet !== false && !isPlain(helmet))
    throw errors.E_CONFIG('security.helmet', inspect(helmet), 'an object with options of helmet, or false');
  return given as SecurityConfig;
}
