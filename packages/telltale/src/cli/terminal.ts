/** How the command speaks: short, and in colour on a terminal only. @module */
import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Colours a text when the stream is a terminal and nobody asked for plain text (`NO_COLOR`, or a terminal that is `dumb`). */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return stream.isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
    ? styleText(style, text, { validateStream: false })
    : text;
}

/** How much is said of a failure: its message, that and how to see more, or all of it. */
export type Verbosity = 'message' | 'more' | 'all';

/** Says why a command failed, in one line and the line of source that is to blame. The process ends with 1. */
export async function fail(error: unknown, verbosity: Verbosity): Promise<void> {
  process.exitCode = 1;
  const { explain } = await import('./failure.ts');
  const { message, code, source, hint } = await explain(error);
  const dim = (text: string): string => paint('dim', text, process.stderr);
  console.error(`${paint('red', 'Failed', process.stderr)}  ${message}${code ? dim(`  (${code})`) : ''}`);
  if (source) console.error(`        ${source}`);
  if (hint) console.error(`        ${hint}`);
  if (verbosity === 'all') console.error(error);
  if (verbosity === 'more') console.error(dim('        More: --verbose'));
}

/** Says what was wrong with the call. The process ends with 2. */
export function usageError(message: string, command: string | undefined): void {
  console.error(`${message} See: telltale ${command === undefined ? '' : `${command} `}--help`);
  process.exitCode = 2;
}
