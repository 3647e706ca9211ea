/** Why a module of an app could not be loaded, and in which line. @module */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type ErrorPlace, placeIn, placeOf } from './error-place.ts';

/** A failure in words. */
export interface ModuleFailure {
  /** The file that was to be loaded, with the line when it is to blame. */
  where: string;
  /** The reason; with file and line when another file is to blame. */
  why: string;
  /** The line that is to blame, in whichever file. */
  place: ErrorPlace | undefined;
}

/**
 * Explains why loading failed.
 *
 * @example
 * explainFailure('/app/api/controllers/say.ts', error); // { where: '/app/api/controllers/say.ts:3', why: 'Unexpected ";"', place: … }
 */
export function explainFailure(file: string, error: unknown): ModuleFailure {
  const { place, why } = fromCompiler(error) ?? {
    place: placeOf(error) ?? placeOfSyntaxError(file, error),
    why: missingModule(file, error) ?? (error instanceof Error ? error.message : String(error)),
  };
  if (!place) return { where: file, why, place };
  if (place.file === file) return { where: `${file}:${place.line}`, why, place };
  return { where: file, why: `${why} (${place.file}:${place.line})`, place };
}

/** A module that is not there: which one, and what to do about it. */
function missingModule(file: string, error: unknown): string | undefined {
  if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'ERR_MODULE_NOT_FOUND') return undefined;
  const [, kind, name, importer] =
    /^Cannot find (package|module) '(.+?)' imported from (.+)$/.exec(error.message) ?? [];
  if (!name || !importer) return undefined;
  const by = importer === file ? '' : ` (which ${importer} imports)`;
  if (kind === 'package' && isDeclared(name, importer))
    return `the package '${name}'${by} is in package.json, but not installed. Run: npm install`;
  if (kind === 'package')
    return `there is no package '${name}'${by}. Correct its name, or run: npm install ${name}`;
  const written = ['.js', '.ts', '.mjs', '/index.js', '/index.ts'].find((end) => existsSync(name + end));
  const hint = written ? ` Write its extension: '…/${basename(name)}${written}'` : ' Correct its name';
  return `there is no file '${name}'${by}.${hint}`;
}

/** Whether the `package.json` that is next above a file names a package: a new app is not installed yet. */
function isDeclared(name: string, file: string): boolean {
  for (let path = dirname(file); path !== dirname(path); path = dirname(path)) {
    const manifest = join(path, 'package.json');
    if (!existsSync(manifest)) continue;
    try {
      const { dependencies, devDependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as {
        dependencies?: object;
        devDependencies?: object;
      };
      return Object.hasOwn({ ...dependencies, ...devDependencies }, name);
    } catch {
      return false;
    }
  }
  return false;
}

/** The compiler of TypeScript writes place and reason into its message. */
function fromCompiler(error: unknown): { place: ErrorPlace; why: string } | undefined {
  if (!(error instanceof Error) || error.name !== 'TransformError') return undefined;
  const [, file, line, why] = /^(.+):(\d+):\d+: ERROR: (.+)$/m.exec(error.message) ?? [];
  return file && why ? { place: { file, line: Number(line) }, why } : undefined;
}

function placeOfSyntaxError(file: string, error: unknown): ErrorPlace | undefined {
  if (!(error instanceof Error) || error.name !== 'SyntaxError') return undefined;
  return /(\.json|sailsrc)$/.test(file) ? placeInJson(file, error.message) : askAnotherProcess(file);
}

/** Of JSON Node tells the character, or that the text ended too early. */
function placeInJson(file: string, message: string): ErrorPlace | undefined {
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  const end = position ?? (message.includes('end of JSON') ? Number.POSITIVE_INFINITY : undefined);
  if (end === undefined) return undefined;
  const before = readFileSync(file, 'utf8').trimEnd().slice(0, Number(end));
  return { file, line: before.split('\n').length };
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
