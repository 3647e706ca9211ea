/** Writes a file of an app: the right one, in the right folder, in the app's language. @module */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { extensionOf, type Language } from '../app/language.ts';
import { errors } from '../errors.ts';
import type { Kind } from './kind.ts';
import { action } from './kinds/action.ts';
import { api } from './kinds/api.ts';
import { controller } from './kinds/controller.ts';
import { helper } from './kinds/helper.ts';
import { hook } from './kinds/hook.ts';
import { migration } from './kinds/migration.ts';
import { model } from './kinds/model.ts';
import { policy } from './kinds/policy.ts';
import { response } from './kinds/response.ts';
import { script } from './kinds/script.ts';

/** What can be generated. */
export const kinds = {
  model,
  controller,
  action,
  api,
  policy,
  hook,
  response,
  helper,
  script,
  migration,
} as const;

/** A name of {@link kinds}. */
export type KindName = keyof typeof kinds;

/** What is to be generated. */
export interface GenerateOptions {
  /** The app's folder. */
  appPath: string;
  /** `'model'`, `'controller'`, `'action'`, `'api'`, `'policy'`, `'hook'`, `'response'`, `'helper'`, `'script'` or `'migration'`. */
  kind: string;
  /** In any spelling: `user-profile` and `UserProfile` are one. */
  name: string;
  /** Attributes of a model (`name:string`), actions of a controller. */
  details?: readonly string[];
}

/** What was generated. */
export interface Generated {
  /** Paths in the app. */
  files: string[];
  /** What to do next, in one line. */
  next: string;
}

/**
 * Generates files. Nothing is written over.
 *
 * @throws E_GENERATE_KIND, E_GENERATE_NAME, E_ATTRIBUTE; E_FILE_EXISTS when a file is there already, in any language
 *
 * @example
 * const { files } = await generate({ appPath: '.', kind: 'model', name: 'user', details: ['name', 'age:number'] });
 */
export async function generate({ appPath, kind, name, details = [] }: GenerateOptions): Promise<Generated> {
  const chosen = kindOf(kind);
  const language: Language = existsSync(join(appPath, 'tsconfig.json')) ? 'typescript' : 'javascript';
  const request = { name, details, language, appPath };
  const files = chosen.make(request);
  for (const { path } of files) refuseTaken(appPath, path);
  const written: string[] = [];
  for (const { path, text } of files) {
    const file = `${path}.${extensionOf(language)}`;
    await mkdir(dirname(join(appPath, file)), { recursive: true });
    // `wx`: a file that came meanwhile is not written over either.
    await writeFile(join(appPath, file), text, { flag: 'wx' });
    written.push(file);
  }
  return { files: written, next: chosen.next(request) };
}

function kindOf(given: string): Kind {
  if (!Object.hasOwn(kinds, given)) throw errors.E_GENERATE_KIND(given, Object.keys(kinds));
  return kinds[given as KindName];
}

function refuseTaken(appPath: string, path: string): void {
  for (const extension of ['ts', 'js', 'mjs', 'cjs', 'mts', 'cts']) {
    const file = `${path}.${extension}`;
    if (existsSync(join(appPath, file))) throw errors.E_FILE_EXISTS(file);
  }
}
