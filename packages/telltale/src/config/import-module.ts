/** Loads one module of an app, in whatever language and module system it is written. @module */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { errors } from '../errors.ts';
import { isCommonJs, loadCommonJs } from './commonjs.ts';
import { explainFailure } from './module-failure.ts';
import { importTypeScript } from './typescript.ts';

/** Endings of files that can be loaded. */
export const moduleExtensions = ['.js', '.ts', '.mjs', '.mts', '.cjs', '.cts', '.json'] as const;

/**
 * Loads a module and returns what it exports: its default export; without one, its named exports; `module.exports`.
 *
 * @param file absolute path
 * @throws E_MODULE, with the reason as `cause`
 */
export async function importModule(file: string): Promise<unknown> {
  try {
    if (file.endsWith('.json')) return JSON.parse(await readFile(file, 'utf8'));
    if (/\.[mc]?ts$/.test(file)) return exportsOf(await importTypeScript(file));
    if (file.endsWith('.js') && isCommonJs(await readFile(file, 'utf8'))) return loadCommonJs(file);
    return exportsOf(await import(pathToFileURL(file).href));
  } catch (error) {
    const { where, why, place } = explainFailure(file, error);
    throw Object.assign(errors.E_MODULE(where, why), { cause: error, place });
  }
}

/**
 * Loads a package as Node does, and returns what it exports, as {@link importModule}.
 *
 * @param id its name
 * @param folder of the app that has it
 * @throws E_MODULE, with the reason as `cause`
 */
export async function importPackage(id: string, folder: string): Promise<unknown> {
  try {
    const file = createRequire(join(folder, 'package.json')).resolve(id);
    return exportsOf(await import(pathToFileURL(file).href));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw Object.assign(errors.E_MODULE(id, why), { cause: error });
  }
}

function exportsOf(namespace: Record<string, unknown>): unknown {
  const main = namespace.default;
  if (main === undefined) return { ...namespace };
  // What a compiler made of an ES module: the namespace is the default export of the CommonJS file.
  if (isCompiledNamespace(main)) return main.default ?? { ...main };
  return main;
}

function isCompiledNamespace(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Reflect.get(value, '__esModule') === true;
}
