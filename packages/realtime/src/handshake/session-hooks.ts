/** Runs what an app does with the session of a socket that came or went. @module */
import { setTimeout } from 'node:timers/promises';
import type { Socket } from 'socket.io';
import type { AfterDisconnect, LoadedSession, LoadSession } from '../options.ts';
import type { HandshakeLog } from './handshake-log.ts';

/** A hook that may end by callback, by promise or by returning. */
type SessionHook = (
  session: Record<string, unknown>,
  socket: Socket,
  done: (error?: unknown) => void,
) => unknown;

export interface SessionHooks {
  /** Runs `hook` for the socket, and saves its session after. Errors are logged and go no further. */
  run(name: string, hook: SessionHook | AfterDisconnect, socket: Socket): void;
  /** Resolves when no hook runs any more, or has had its time. */
  idle(): Promise<void>;
}

/**
 * @param load finds the session of a socket
 * @param timeout milliseconds that hooks have when the server closes
 */
export function createSessionHooks(
  load: LoadSession | undefined,
  log: HandshakeLog,
  timeout: number,
): SessionHooks {
  const running = new Set<Promise<void>>();
  const runHook = async (name: string, hook: SessionHook, socket: Socket): Promise<void> => {
    let loaded: LoadedSession | undefined;
    try {
      loaded = await load?.(socket);
    } catch (error) {
      log.warn(`${name}: the session could not be loaded, so it gets an empty one: ${reason(error)}`);
    }
    try {
      await finished(hook, loaded?.session ?? {}, socket);
      await loaded?.save();
    } catch (error) {
      log.error(`${name} failed: ${reason(error)}`);
    }
  };
  return {
    run(name, hook, socket) {
      const promise = runHook(name, hook, socket).finally(() => running.delete(promise));
      running.add(promise);
    },
    async idle() {
      if (running.size === 0) return;
      const patience = new AbortController();
      const late = setTimeout(timeout, 'late', { signal: patience.signal }).catch(() => 'in time');
      const settled = Promise.all(running).then(() => 'in time');
      if ((await Promise.race([settled, late])) === 'late') {
        log.warn(
          `${running.size} hooks of sockets have not ended within ${timeout} ms; the server closes without them`,
        );
      }
      patience.abort();
    },
  };
}

/** Resolves when the hook is over: called back, or, where it takes no callback, returned. */
function finished(hook: SessionHook, session: Record<string, unknown>, socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const returned = hook(session, socket, (error) => (error ? reject(error) : resolve()));
    if (hook.length < 3) Promise.resolve(returned).then(() => resolve(), reject);
    else Promise.resolve(returned).catch(reject);
  });
}

function reason(error: unknown): string {
  return error instanceof Error
    ? (error.stack ?? error.message)
    : typeof error === 'string'
      ? error
      : 'unknown error';
}
