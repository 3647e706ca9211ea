/** Makes the server that carries both transports: Fastify with the route table behind one catch-all route. @module */
import { inspect } from 'node:util';
import realtime, { addressedBy, type RealtimeOptions } from '@telltale/realtime';
import Fastify, {
  type FastifyInstance,
  type FastifyPluginCallback,
  type FastifyReply,
  type FastifyServerOptions,
} from 'fastify';
import type { AppContext } from '../app/app-context.ts';
import { fastifyLog } from '../app/fastify-log.ts';
import { errors } from '../errors.ts';
import { logRequests } from '../log/log-requests.ts';
import { catchAll } from '../routing/catch-all.ts';
import { responsesLedBy } from '../security/leading-headers.ts';
import { installSessions } from '../sessions/install-sessions.ts';
import { grantSessions } from '../sessions/session-handshake.ts';
import { Sessions } from '../sessions/sessions.ts';
import { closeConnections } from './connections.ts';
import { decorate } from './decorate.ts';
import { parseQueryString } from './query-string.ts';
import { requireSecret } from './session-secret.ts';
import { socketSettings } from './socket-settings.ts';

/** What an app says of its sockets beside its settings. */
export interface OwnSocketSettings {
  /** Asked, when the server closes, how many milliseconds requests over sockets may still take. */
  drain: () => number;
  /** When notifications of models are told. */
  pubsub?: NonNullable<RealtimeOptions['pubsub']>;
}

/**
 * Makes and readies the server of an app; it does not listen yet.
 *
 * @param own what the app itself has to say to the sockets
 * @returns a Fastify instance that answers every request, by HTTP, over a socket, or injected
 */
export async function createServer(app: AppContext, own: OwnSocketSettings): Promise<FastifyInstance> {
  const fastify = begin(app);
  Object.assign(fastify, { log: fastifyLog(app.log) });
  closeConnections(fastify);
  try {
    await furnish(fastify, app, own);
  } catch (error) {
    // What is begun has timers and connections of its own; the first error is the one to tell.
    await fastify.close().catch(() => {});
    throw error;
  }
  return fastify;
}

function begin(app: AppContext): FastifyInstance {
  try {
    return Fastify(serverOptions(app));
  } catch (error) {
    const { trustProxy } = app.config.http;
    if (!(error instanceof TypeError) || trustProxy === undefined) throw error;
    throw errors.E_CONFIG(
      'http.trustProxy',
      inspect(trustProxy),
      'true, a number of proxies, or their addresses',
    );
  }
}

async function furnish(
  fastify: FastifyInstance,
  app: AppContext,
  { drain, pubsub }: OwnSocketSettings,
): Promise<void> {
  const sessions = app.isOn('session') ? await startSessions(fastify, app) : undefined;
  if (app.isOn('sockets')) {
    // The route table has that route, so that one of the app's own goes before it.
    const own = { environment: app.environment, grant3rdPartyCookie: false };
    const settings = socketSettings(app);
    const telling = { pubsub: { ...pubsub, ...settings.pubsub } };
    const loading = sessions && { loadSession: sessions.loadOf };
    await fastify.register(realtime, { drain, ...loading, ...settings, ...telling, ...own });
    if (sessions) grantSessions(fastify.io, sessions, addressedBy(fastify));
  }
  await app.security.install(fastify);
  logRequests(fastify, app);
  for (const entry of app.config.http.plugins ?? []) {
    const [plugin, options] = Array.isArray(entry) ? entry : [entry, {}];
    await fastify.register(plugin as unknown as FastifyPluginCallback<Record<string, unknown>>, options);
  }
  await fastify.register(async (context) => {
    decorate(context, app);
    if (sessions) installSessions(context, sessions, app.log);
    await context.register(catchAll, { app });
  });
  await fastify.ready();
}

/** @throws E_SESSION_SECRET, E_SESSION_STORE, E_CONFIG */
async function startSessions(fastify: FastifyInstance, app: AppContext): Promise<Sessions> {
  requireSecret(app);
  const sessions = await Sessions.open(app);
  fastify.addHook('onClose', () => sessions.close());
  return sessions;
}

function serverOptions(app: AppContext): FastifyServerOptions {
  const {
    trustProxy,
    bodyLimit,
    requestTimeout = 120_000,
    connectionTimeout,
    keepAliveTimeout,
  } = app.config.http;
  const { ssl } = app.config;
  const { pages } = app.security;
  const ofNode = {
    ...arrivalOptions(requestTimeout),
    ...(pages && { ServerResponse: responsesLedBy(pages.always) }),
  };
  return {
    // With a logger, Fastify listens for the end of every response in order to log it.
    logger: false,
    ...(trustProxy === undefined ? {} : { trustProxy: trustedHops(trustProxy) }),
    bodyLimit,
    ...(ssl ? { https: { ...ssl, ...ofNode } } : { http: ofNode }),
    requestTimeout,
    ...(connectionTimeout === undefined ? {} : { connectionTimeout }),
    ...(keepAliveTimeout === undefined ? {} : { keepAliveTimeout }),
    // connections.ts closes what is idle, and lets requests finish.
    forceCloseConnections: false,
    routerOptions: {
      maxParamLength: 65_536,
      querystringParser: parseQueryString as (text: string) => Record<string, string>,
    },
    frameworkErrors: refuseUrl as NonNullable<FastifyServerOptions['frameworkErrors']>,
  };
}

/**
 * When Node.js gives up a request that does not arrive. By itself it looks every thirty seconds, and where the headers may
 * take longer than the whole it mixes the two up.
 */
function arrivalOptions(requestTimeout: number) {
  const headersTimeout = Math.min(LONGEST_HEADERS, requestTimeout || LONGEST_HEADERS);
  const connectionsCheckingInterval = Math.max(
    LEAST_PAUSE,
    Math.min(MOST_PAUSE, requestTimeout || MOST_PAUSE),
  );
  return { requestTimeout, headersTimeout, connectionsCheckingInterval };
}

/** Milliseconds. */
const LONGEST_HEADERS = 60_000;
const LEAST_PAUSE = 50;
const MOST_PAUSE = 30_000;

/** Fastify's router could not decode the path. */
function refuseUrl(_error: unknown, _request: unknown, reply: FastifyReply): void {
  void reply.code(400).type('text/plain; charset=utf-8').send('Bad request: Could not decode requested URL.');
}

/** A number of proxies, as Fastify takes it. */
function trustedHops(trusted: boolean | number | string | string[]) {
  if (typeof trusted !== 'number') return trusted;
  return (_address: string, hop: number): boolean => hop < trusted;
}

/**
 * Listens on a port, by default at every address, IPv4 and IPv6 alike.
 *
 * @throws the system's error with its `code`, and a message that says what to do
 */
export async function listen(fastify: FastifyInstance, port: number, host?: string): Promise<void> {
  try {
    await fastify.listen({ port, host: host ?? '::' });
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    // A machine without IPv6.
    if (host === undefined && (code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL')) {
      return listen(fastify, port, '0.0.0.0');
    }
    if (error instanceof Error) error.message = explain(code, port, host) ?? error.message;
    throw error;
  }
}

function explain(code: unknown, port: number, host?: string): string | undefined {
  if (code === 'EADDRINUSE') {
    return `port ${port} is taken by another program. Stop that, or choose another port: --port ${port + 1}`;
  }
  if (code === 'EACCES')
    return `port ${port} needs rights that this program has not. Choose one above 1023: --port 1337`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `this machine has no address ${host}. Leave config.host out`;
  return undefined;
}
