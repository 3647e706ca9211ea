/** TypeScript files of an app, run as they are. @module */
import { pathToFileURL } from 'node:url';

let ready: Promise<void> | undefined;

/**
 * Imports a TypeScript module. The compiler is loaded with the first one, so that an app of JavaScript, or a compiled
 * one, starts without it.
 */
export async function importTypeScript(file: string): Promise<Record<string, unknown>> {
  await prepareTypeScript();
  return import(pathToFileURL(file).href);
}

/** Loads the compiler before it is needed. */
export function prepareTypeScript(): Promise<void> {
  ready ??= register();
  return ready;
}

/** Whether the compiler was needed. */
export function usesTypeScript(): boolean {
  return ready !== undefined;
}

async function register(): Promise<void> {
  const [esm, cjs] = await Promise.all([import('tsx/esm/api'), import('tsx/cjs/api')]);
  cjs.register();
  esm.register();
}
