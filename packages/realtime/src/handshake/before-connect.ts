/** Asks an app's `beforeConnect` about each handshake, in whatever form it answers. @module */
import type { IncomingMessage } from 'node:http';
import { describe } from '../describe.ts';
import type { BeforeConnect } from '../options.ts';
import type { HandshakeLog } from './handshake-log.ts';

/** Engine.IO's option: asked for each new connection. */
export type AllowRequest = (
  request: IncomingMessage,
  answer: (error: string | null | undefined, success: boolean) => void,
) => void;

export interface BeforeConnectRules {
  /** Milliseconds after which a handshake without an answer is refused. */
  timeout: number;
  log: HandshakeLog;
  /** In production a client is not shown the text of an `Error`, which may be of any kind. */
  production: boolean;
}

/** Asks about handshakes, until it is closed. */
export interface Gate {
  allowRequest: AllowRequest;
  /** Refuses the handshakes that wait for an answer, and all that come. */
  close(): void;
}

/**
 * Makes Engine.IO's `allowRequest` of a `beforeConnect`. It lets in on `true` only: by callback (`proceed(null, true)`),
 * promise or return value. A text given as the error, or thrown, becomes the body of the refusal.
 */
export function createGate(beforeConnect: BeforeConnect, rules: BeforeConnectRules): Gate {
  const waiting = new Set<(refusal: string) => void>();
  const allowRequest: AllowRequest = (request, answer) => {
    const { socket } = request;
    let open = true;
    const settle = (refusal: string | undefined): void => {
      if (!open) return;
      open = false;
      waiting.delete(settle);
      clearTimeout(timer);
      socket.off('error', ignore);
      if (socket.destroyed) answer('Gone', false);
      else answer(refusal, refusal === undefined);
    };
    const decide = (error: unknown, allow: unknown): void => {
      if (error !== undefined && error !== null && error !== false) settle(refusalText(error, '', rules));
      else settle(allow === true ? undefined : '');
    };
    // With a callback to call, what a function returns may mean nothing: a timer, or the callback's own result.
    const returnedValue = (value: unknown, whole: boolean): void => {
      if (typeof value === 'boolean') decide(undefined, value);
      else if (beforeConnect.length < 2 && (whole || value !== undefined)) {
        if (open)
          rules.log.warn(`beforeConnect returned ${describe(value)}, which refuses; return true or false`);
        settle('');
      }
    };
    const timer = setTimeout(() => {
      rules.log.warn(`beforeConnect did not answer within ${rules.timeout} ms; the handshake is refused`);
      settle('');
    }, rules.timeout).unref();
    waiting.add(settle);
    // Node takes its own listener off a socket that is being upgraded; a reset would then end the process.
    socket.on('error', ignore);
    try {
      const returned: unknown = beforeConnect(request, decide);
      if (isThenable(returned)) {
        returned.then(
          (value) => returnedValue(value, true),
          (error) => settle(refusalText(error, 'Error: ', rules)),
        );
      } else returnedValue(returned, false);
    } catch (error) {
      settle(refusalText(error, 'Error: ', rules));
    }
  };
  return {
    allowRequest,
    close() {
      for (const settle of waiting) settle(CLOSING);
    },
  };
}

/** The body of the refusal of a handshake that came too late. */
const CLOSING = 'The server is shutting down.';

function ignore(): void {}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** The body of a refusal; empty for Engine.IO's own word. */
function refusalText(error: unknown, prefix: string, { log, production }: BeforeConnectRules): string {
  if (typeof error === 'string') return error;
  if (error instanceof Error) {
    log.warn(`beforeConnect refused a handshake: ${error.message}`);
    return production ? '' : `${prefix}${error.message}`;
  }
  log.warn(`beforeConnect gave ${describe(error)} as its error; give a text that the client may read`);
  return '';
}
