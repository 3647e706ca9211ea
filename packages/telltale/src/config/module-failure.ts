/** Why a module of an app could not be loaded, and in which line. @module */
import { spawnSync } from 'node:child_process';
import { type ErrorPlace, placeIn, placeOf } from './error-place.ts';

/** A failure in words. */
export interface ModuleFailure {
  /** The file that was to be loaded, with the line when it is to blame. */
  where: string;
  /** The reason; with file and line when another file is to blame. */
  why: string;
}

/**
 * Explains why loading failed.
 *
 * @example
 * explainFailure('/app/api/controllers/say.ts', error); // { where: '/app/api/controllers/say.ts:3', why: 'Unexpected ";"' }
 */
export function explainFailure(file: string, error: unknown): ModuleFailure {
  const { place, why } = fromCompiler(error) ?? {
    place: placeOf(error) ?? (mayBeOfModule(file, error) ? askAnotherProcess(file) : undefined),
    why: error instanceof Error ? error.message : String(error),
  };
  if (!place) return { where: file, why };
  if (place.file === file) return { where: `${file}:${place.line}`, why };
  return { where: file, why: `${why} (${place.file}:${place.line})` };
}

/** The compiler of TypeScript writes place and reason into its message. */
function fromCompiler(error: unknown): { place: ErrorPlace; why: string } | undefined {
  if (!(error instanceof Error) || error.name !== 'TransformError') return undefined;
  const [, file, line, why] = /^(.+):(\d+):\d+: ERROR: (.+)$/m.exec(error.message) ?? [];
  return file && why ? { place: { file, line: Number(line) }, why } : undefined;
}

function mayBeOfModule(file: string, error: unknown): boolean {
  return error instanceof Error && error.name === 'SyntaxError' && !file.endsWith('.json');
}

/** Of an ES module's syntax error Node tells the place only on the standard error of a process that ends with it. */
function askAnotherProcess(file: string): ErrorPlace | undefined {
  const { stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', 'await import(process.argv[1])', file],
    { encoding: 'utf8', timeout: 5_000 },
  );
  return placeIn(stderr ?? '');
}
