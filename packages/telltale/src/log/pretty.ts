/** The log for people: short lines, in colour on a terminal. @module */
import { styleText } from 'node:util';
import type { LogWriter } from '../app/log.ts';
import type { Hider } from './hidden.ts';

const colours = {
  error: 'red',
  warn: 'yellow',
  info: 'green',
  debug: 'cyan',
  verbose: 'dim',
  silly: 'dim',
} as const;

/** Writes `info` to standard output, and the rest, with its level, to standard error. */
export function prettyWriter(hidden: Hider): LogWriter {
  return (level, message) => {
    const shown = message.map((part) => hidden.value(part));
    if (level === 'info') console.log(...shown);
    else console.error(`${paint(level)}:`, ...shown);
  };
}

function paint(level: keyof typeof colours): string {
  return process.stderr.isTTY && !process.env.NO_COLOR ? styleText(colours[level], level) : level;
}
