/** The app's log in the form in which Fastify and its plugins write. @module */
import type { FastifyBaseLogger } from 'fastify';
import type { Log, LogMethod } from './log.ts';

/** Makes a logger for Fastify; what it is told beside the message is written after it. */
export function fastifyLog(log: Log): FastifyBaseLogger {
  const write =
    (method: (log: Log) => LogMethod) =>
    (first: unknown, message?: unknown, ...more: unknown[]): void => {
      if (typeof first === 'string' || message === undefined)
        method(log)(first, ...(message === undefined ? [] : [message]), ...more);
      else method(log)(message, ...more, errorOf(first));
    };
  const logger = {
    level: 'info',
    fatal: write(({ error }) => error),
    error: write(({ error }) => error),
    warn: write(({ warn }) => warn),
    info: write(({ verbose }) => verbose),
    debug: write(({ silly }) => silly),
    trace: write(({ silly }) => silly),
    silent: () => {},
    child: () => logger,
  };
  return logger as unknown as FastifyBaseLogger;
}

/** Fastify wraps an error as `{ err }`. */
function errorOf(given: unknown): unknown {
  return typeof given === 'object' && given !== null && 'err' in given ? given.err : given;
}
