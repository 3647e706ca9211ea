/** The log for programs: one line of JSON for each message, by pino. @module */
import { format } from 'node:util';
import { pino } from 'pino';
import type { LogWriter } from '../app/log.ts';
import { isPlain } from '../config/merge.ts';
import type { Hider } from './hidden.ts';

/**
 * Writes lines to standard output. The values of an object that comes first are fields of the line, an error is its
 * `err`, and everything else is its `msg`.
 */
export function jsonWriter(hidden: Hider): LogWriter {
  const logger = pino(
    {
      level: 'silly',
      customLevels: { verbose: 15, silly: 10 },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    // Written at once, so that nothing is lost when the process ends.
    pino.destination({ dest: 1, sync: true }),
  );
  return (level, message) => {
    const shown = message.map((part) => hidden.value(part));
    const fields = isPlain(shown[0]) ? shown.shift() : {};
    const at = shown.findIndex((part) => part instanceof Error);
    const [err] = at >= 0 ? shown.splice(at, 1) : [];
    const text = shown.length > 0 ? format(...shown) : undefined;
    logger[level]({ ...(fields as object), ...(err ? { err } : {}) }, text);
  };
}
