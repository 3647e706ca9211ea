/** How the command speaks: short, and in colour on a terminal only. @module */
import { relative } from 'node:path';
import { styleText } from 'node:util';
import { placeOf } from '../config/error-place.ts';

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
  const message = error.message.split('\n', 1)[0] || error.name;
  return {
    message: `${message}${whereInApp(error)}`,
    code: typeof code === 'string' ? code : undefined,
  };
}

/** The framework's own errors say what to change; of the app's, the reader needs to know where they come from. */
function whereInApp(error: Error): string {
  // By its name, since the class comes with the framework, which a wrong call needs not load.
  const place = error.name === 'TelltaleError' ? undefined : placeOf(error);
  return place ? ` (${relative(process.cwd(), place.file)}:${place.line})` : '';
}
