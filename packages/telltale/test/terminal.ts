/** A terminal for commands that ask: `new Command(folder, args, env, terminal)`. @module */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The program around a command that gives it a terminal of 40 lines by 120 columns. */
export const terminal: readonly string[] = ['python3', join(import.meta.dirname, 'terminal.py')];

/** Surroundings in which the command sees somebody who may be asked, and speaks plainly. */
export const somebody = { CI: '', NO_COLOR: '1', TERM: 'xterm' };

/** Whether tests on a terminal are left out: a laptop may lack what they need, the project's own checks may not. */
export const isTerminalSkipped = !process.env.CI && spawnSync('python3', ['-c', 'import pty']).status !== 0;

/** The name of a suite, and why it is left out if it is. */
export function onTerminal(title: string): string {
  return isTerminalSkipped ? `${title} (skipped: no python3, which gives it a terminal)` : title;
}

/** Keys, as a terminal sends them. */
export const keys = {
  enter: '\r',
  tab: '\t',
  up: '\u001b[A',
  down: '\u001b[B',
  ctrlC: '\u0003',
  ctrlD: '\u0004',
} as const;
