/** How the command speaks: short, and in colour on a terminal only. @module */
import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Colours a text when the stream is a terminal and nobody asked for plain text (`NO_COLOR`). */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return stream.isTTY && !process.env.NO_COLOR ? styleText(style, text) : text;
}

/** Says why a command failed, in one line; all of it with `verbose`. The process ends with 1. */
export function fail(error: unknown, verbose: boolean): void {
  const { message, code } = describe(error);
  console.error(
    `${paint('red', 'Failed', process.stderr)}  ${message}${code ? paint('dim', `  (${code})`, process.stderr) : ''}`,
  );
  if (verbose) console.error(error);
  else console.error(paint('dim', '        More: telltale lift --verbose', process.stderr));
  process.exitCode = 1;
}

/** Says what was wrong with the call. The process ends with 2. */
export function usageError(message: string): void {
  console.error(`${message} See: telltale --help`);
  process.exitCode = 2;
}

function describe(error: unknown): { message: string; code: string | undefined } {
  if (!(error instanceof Error)) return { message: String(error), code: undefined };
  const code: unknown = Reflect.get(error, 'code');
  const message = error.message.split('\n', 1)[0] ?? '';
  return {
    message: message === '' ? error.name : message,
    code: typeof code === 'string' ? code : undefined,
  };
}
