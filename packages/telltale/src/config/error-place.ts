/** Where in an app's own files an error came about. @module */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFolder } from '../app/own-package.ts';

/** A line of a file. */
export interface ErrorPlace {
  /** Absolute path. */
  file: string;
  line: number;
}

/** A place as stacks write it: alone in its line before a syntax error, else behind `at` or in brackets. */
const written = /^(?:\s*at (?:async )?(?:.* \()?)?((?:file:\/\/|\/|[A-Za-z]:[\\/]).*?):(\d+)(?::\d+)?\)?$/;

const framework = join(packageFolder, 'dist');

/**
 * Finds the topmost place of an error's stack that is neither in a package, nor in the framework.
 *
 * @example
 * placeOf(new Error('no')); // { file: '/app/config/bootstrap.js', line: 3 }
 */
export function placeOf(error: unknown): ErrorPlace | undefined {
  return error instanceof Error ? placeIn(error.stack ?? '') : undefined;
}

/** As {@link placeOf}, of a stack's text. */
export function placeIn(stack: string): ErrorPlace | undefined {
  for (const text of stack.split('\n')) {
    const [, at, line] = written.exec(text) ?? [];
    if (at === undefined) continue;
    const file = at.startsWith('file:') ? fileURLToPath(at.replace(/[?#].*$/, '')) : at;
    if (!/[\\/]node_modules[\\/]/.test(file) && !file.startsWith(framework))
      return { file, line: Number(line) };
  }
  return undefined;
}
