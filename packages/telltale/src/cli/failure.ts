/** Why a command failed, in the lines that its caller reads. @module */
import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { type ErrorPlace, placeOf } from '../config/error-place.ts';
import { holderOf } from './port-holder.ts';

/** A failure in words. */
export interface Failure {
  /** What happened and what to do, in one line. */
  message: string;
  code: string | undefined;
  /** The line of the app's source that is to blame. */
  source: string | undefined;
  /** What else helps. */
  hint: string | undefined;
}

/** Explains an error to the person at the terminal. */
export async function explain(error: unknown): Promise<Failure> {
  if (!(error instanceof Error)) {
    return { message: String(error), code: undefined, source: undefined, hint: undefined };
  }
  const code: unknown = Reflect.get(error, 'code');
  const message = error.message.split('\n', 1)[0] || error.name;
  const place = placeInApp(error);
  // The message of a module that failed has its place already.
  const where = place && code !== 'E_MODULE' ? ` (${relative(process.cwd(), place.file)}:${place.line})` : '';
  return {
    message: `${message}${where}`,
    code: typeof code === 'string' ? code : undefined,
    source: place && sourceOf(place),
    hint: code === 'EADDRINUSE' ? await holderOf(Number(Reflect.get(error, 'port'))) : undefined,
  };
}

/** The framework's own errors say what to change; of the app's, the reader needs to know where they come from. */
function placeInApp(error: Error): ErrorPlace | undefined {
  const known: unknown = Reflect.get(error, 'place');
  if (known !== undefined) return known as ErrorPlace;
  // By its name, since the class comes with the framework, which a wrong call needs not load.
  if (error.name === 'TelltaleError' || error.name === 'OrmError' || error.name === 'CreateError')
    return undefined;
  const place = placeOf(error);
  return place?.file.startsWith(process.cwd() + sep) ? place : undefined;
}

function sourceOf({ file, line }: ErrorPlace): string | undefined {
  try {
    const text = readFileSync(file, 'utf8').split('\n')[line - 1]?.trimEnd();
    return text ? `${line} | ${text.slice(0, 160)}` : undefined;
  } catch {
    return undefined;
  }
}
