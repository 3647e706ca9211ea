import { type AppConfig, defineConfig, type Request, type Response, Sails, sails } from 'telltale';
import { expectTypeOf } from 'vitest';

// A function in the routes knows its request and response.
const config = defineConfig({
  port: 0,
  routes: {
    'GET /a': (req, res) => {
      expectTypeOf(req).toEqualTypeOf<Request>();
      expectTypeOf(res).toEqualTypeOf<Response>();
      return res.ok();
    },
    'GET /b': [(_req, _res, next) => next(), 'user/find', { policy: 'isLoggedIn' }],
    'GET /c': { view: 'home', locals: { title: 'Home' } },
  },
  sockets: { pingTimeout: 1_000, limits: { depth: 10 } },
  http: { plugins: [async (fastify) => void fastify.get('/d', () => 'd')] },
  custom: { any: 'thing' },
});
expectTypeOf(config.port).toEqualTypeOf<0>();
expectTypeOf(config.custom.any).toEqualTypeOf<'thing'>();

// @ts-expect-error a level that does not exist
defineConfig({ log: { level: 'loud' } });
// @ts-expect-error a target that is none
defineConfig({ routes: { 'GET /a': 7 } });
// Security: of the app, and of a route.
defineConfig({
  security: {
    cors: { allRoutes: true, allowOrigins: ['https://app.example.com'], allowCredentials: true },
    csrf: true,
    helmet: { contentSecurityPolicy: { directives: { scriptSrc: ["'self'"], formAction: null } } },
    rateLimit: { max: 10, by: (req) => req.ip },
  },
  routes: {
    'GET /e': { action: 'user/find', cors: { allowOrigins: '*' }, csrf: false, rateLimit: { max: 1 } },
    'GET /f': { action: 'user/find', cors: true, rateLimit: false },
  },
});
// @ts-expect-error origins are a list, or '*'
defineConfig({ security: { cors: { allowOrigins: 'https://app.example.com' } } });
// @ts-expect-error a route counts by an address or by what a function says
defineConfig({ routes: { 'GET /a': { action: 'user/find', rateLimit: { by: 'session' } } } });
// @ts-expect-error a limit is a number
defineConfig({ sockets: { limits: { depth: 'deep' } } });

// What is loaded has its defaults.
expectTypeOf(new Sails().config).toEqualTypeOf<AppConfig>();
expectTypeOf<AppConfig['port']>().toEqualTypeOf<number>();
expectTypeOf<undefined>().not.toExtend<AppConfig['blueprints']['actions']>();
expectTypeOf<AppConfig['blueprints']['rest']>().toEqualTypeOf<boolean | undefined>();

// load can be chained and awaited; the other calls take a callback or give a promise.
const app = new Sails();
expectTypeOf(app.load({}).on('lower', () => {})).toExtend<Sails>();
expectTypeOf(await app.load({})).toEqualTypeOf<Sails>();
expectTypeOf(app.lift({})).toEqualTypeOf<Promise<Sails>>();
expectTypeOf(app.lift({}, () => {})).toEqualTypeOf<void>();
expectTypeOf(app.lower()).toEqualTypeOf<Promise<void>>();
app.request('GET /a', (_error, result, body) => {
  expectTypeOf(result?.statusCode).toEqualTypeOf<number | undefined>();
  expectTypeOf(body).toEqualTypeOf<unknown>();
});
expectTypeOf(sails).toEqualTypeOf<Sails>();
