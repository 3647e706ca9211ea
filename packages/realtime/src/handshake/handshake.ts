/** The rules of the handshake, made of an app's options: who may connect, and what runs when a socket comes and goes. @module */
import type { Socket } from 'socket.io';
import { describe } from '../describe.ts';
import { errors } from '../errors.ts';
import type { AfterDisconnect, BeforeConnect, LoadSession, RealtimeOptions } from '../options.ts';
import { type AllowRequest, createGate } from './before-connect.ts';
import { createGuard, type EngineClients, type Guard, type GuardRules } from './guard.ts';
import type { HandshakeLog } from './handshake-log.ts';
import { compileOrigins } from './origin.ts';
import { type AddressedBy, isSameOrigin } from './own-origin.ts';
import { createSessionHooks } from './session-hooks.ts';

/** Milliseconds that a closing server waits for `afterDisconnect`, at the most. */
const MOST_PATIENCE = 5_000;

/** The part of Engine.IO's server that the guard needs. `io.engine` is one. */
export interface ProtectedEngine extends EngineClients {
  use(guard: Guard): void;
}

export interface Handshake {
  /** Stands guard before the engine. To be called once, before others give it middleware. */
  protect(engine: ProtectedEngine): void;
  /** For Socket.IO's option of this name. */
  allowRequest: AllowRequest | undefined;
  /** Runs the app's hooks for a socket, now and after its end. */
  attend(socket: Socket): void;
  /** Refuses handshakes that wait for `beforeConnect`, and all that come. */
  close(): void;
  /** Resolves when no hook runs any more. */
  idle(): Promise<void>;
}

export interface HandshakeContext {
  log: HandshakeLog;
  /** Milliseconds that `beforeConnect` may take, and at the most {@link MOST_PATIENCE} of them hooks at the end. */
  timeout: number;
  addressed: AddressedBy;
  /** Finds a socket's session. Absent: hooks get an empty object. */
  loadSession?: LoadSession;
}

/**
 * Checks the handshake's options and makes its rules of them.
 *
 * @throws `E_INVALID_ONLY_ALLOW_ORIGINS`, `E_INVALID_ORIGIN`
 * @throws `SAILS:HOOK:SOCKETS:CONFIG` when a hook is not a function, or given under two names
 *
 * @example
 * const handshake = createHandshake(options, { log, timeout: 60_000, addressed: addressedBy(fastify) });
 * const io = new Server(httpServer, { allowRequest: handshake.allowRequest });
 * handshake.protect(io.engine as unknown as ProtectedEngine);
 * io.on('connection', handshake.attend);
 */
export function createHandshake(options: RealtimeOptions, context: HandshakeContext): Handshake {
  const { log, timeout, addressed, loadSession } = context;
  const production = (options.environment ?? process.env.NODE_ENV) === 'production';
  const beforeConnect = readBeforeConnect(options, log);
  const onConnect = readHook<NonNullable<RealtimeOptions['onConnect']>>(options, 'onConnect');
  const afterDisconnect = readAfterDisconnect(options, log);
  if (onConnect) log.warn("onConnect is deprecated; use io.on('connection', …)");
  let isClosing = false;
  const rules = {
    ...readGuardRules(options, beforeConnect, production, addressed, log),
    isClosing: () => isClosing,
  };
  const gate = beforeConnect && createGate(beforeConnect, { timeout, log, production });
  const hooks = createSessionHooks(loadSession, log, Math.min(timeout, MOST_PATIENCE));
  return {
    protect: (engine) => engine.use(createGuard(engine, rules)),
    allowRequest: gate?.allowRequest,
    attend(socket) {
      if (onConnect) hooks.run('onConnect', onConnect, socket);
      if (afterDisconnect)
        socket.once('disconnect', () => hooks.run('afterDisconnect', afterDisconnect, socket));
    },
    close() {
      isClosing = true;
      gate?.close();
    },
    idle: hooks.idle,
  };
}

function readGuardRules(
  options: RealtimeOptions,
  beforeConnect: BeforeConnect | undefined,
  production: boolean,
  addressed: AddressedBy,
  log: HandshakeLog,
): Omit<GuardRules, 'isClosing'> {
  const { onlyAllowOrigins } = options;
  const refused: GuardRules['refused'] = ({ headers: { origin } }, why) =>
    log.debug(`refused a handshake with origin ${describe(origin)}: ${why}`);
  const allowsOrigin = onlyAllowOrigins === undefined ? undefined : compileOrigins(onlyAllowOrigins);
  if (beforeConnect) {
    if (allowsOrigin)
      log.debug('onlyAllowOrigins is ignored, since beforeConnect decides over each handshake');
    return { allows: () => true, readableBy: 'everybody', refused };
  }
  if (allowsOrigin) {
    if (
      production &&
      onlyAllowOrigins?.length &&
      onlyAllowOrigins.every((origin) => /^https?:\/\/localhost(:|$)/.test(origin))
    ) {
      log.warn('onlyAllowOrigins names only localhost in production; add the origins that your pages have');
    }
    return {
      allows: ({ headers }) => allowsOrigin(headers.origin),
      readableBy: 'allowed',
      refused,
    };
  }
  if (!production) return { allows: () => true, readableBy: 'everybody', refused };
  return { allows: (request) => isSameOrigin(request, addressed), readableBy: 'own', refused };
}

type HookName =
  | 'authorization'
  | 'beforeConnect'
  | 'onConnect'
  | 'onDisconnect'
  | 'afterDisconnect'
  | 'allowRequest';

/** A hook under its name, as long as it is a function. */
function readHook<Hook>(options: object, name: HookName): Hook | undefined {
  const hook = (options as Record<string, unknown>)[name];
  if (hook === undefined || hook === null) return undefined;
  if (typeof hook !== 'function') {
    throw errors['SAILS:HOOK:SOCKETS:CONFIG'](`\`${name}\` is a function; got ${describe(hook)}`);
  }
  return hook as Hook;
}

function readBeforeConnect(options: RealtimeOptions, log: HandshakeLog): BeforeConnect | undefined {
  if (readHook<unknown>(options, 'allowRequest')) {
    throw errors['SAILS:HOOK:SOCKETS:CONFIG'](
      '`allowRequest` is not an option; decide over handshakes in `beforeConnect`',
    );
  }
  const given = new Map<string, BeforeConnect>();
  for (const name of ['beforeConnect', 'authorization'] as const) {
    const value = options[name];
    if (value === true) log.warn(`\`${name}: true\` is deprecated and means nothing; leave it out`);
    if (value === true || value === false) continue;
    const hook = readHook<BeforeConnect>(options, name);
    if (hook) given.set(name, hook);
  }
  return oneOf(given, log);
}

function readAfterDisconnect(options: RealtimeOptions, log: HandshakeLog): AfterDisconnect | undefined {
  const given = new Map<string, AfterDisconnect>();
  for (const name of ['afterDisconnect', 'onDisconnect'] as const) {
    const hook = readHook<AfterDisconnect>(options, name);
    if (hook) given.set(name, hook);
  }
  return oneOf(given, log);
}

/** The one hook of two names, the second of which is the older. */
function oneOf<Hook>(given: Map<string, Hook>, log: HandshakeLog): Hook | undefined {
  const [[name, hook] = [undefined, undefined], second] = given;
  if (second) {
    throw errors['SAILS:HOOK:SOCKETS:CONFIG'](
      `\`${name}\` and \`${second[0]}\` are two names of one option; keep \`${name}\``,
    );
  }
  if (name === 'authorization') log.warn('`authorization` is deprecated; use `beforeConnect`');
  if (name === 'onDisconnect') log.warn('`onDisconnect` is deprecated; use `afterDisconnect`');
  return hook;
}
