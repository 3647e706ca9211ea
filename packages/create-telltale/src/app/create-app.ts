/** Makes a new app. @module */
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { appNameOf } from './app-name.ts';
import { type Database, databaseTitles, developmentUrl } from './databases.ts';
import { extensionOf, type Language } from './language.ts';
import { manifestOf } from './manifest.ts';
import { frameworkFor } from './origin.ts';
import { checkEmpty } from './target-folder.ts';
import { type AppFile, readTemplate } from './template.ts';

/** What is to be made. */
export interface CreateAppOptions {
  /** The app's folder, from the current one; its last part is the app's name. */
  folder: string;
  /** @default 'sqlite' */
  database?: Database;
  /** @default 'typescript' */
  language?: Language;
  /** Whether it begins with a model, a controller, a policy and a live page. @default true */
  example?: boolean;
  /** Whether it may go to a folder that has files, and write over them. @default false */
  force?: boolean;
}

/** What was made. */
export interface CreatedApp {
  name: string;
  /** Absolute path. */
  folder: string;
  /** Paths in the folder, sorted. */
  files: string[];
}

/**
 * Makes the folder of a new app. Nothing is installed, and nothing comes from the network. Secrets are random, and in
 * `.env`, which git ignores.
 *
 * @throws E_APP_NAME for a name that npm would not accept, E_FOLDER_NOT_EMPTY and E_NOT_A_FOLDER when something is in
 *   the way
 *
 * @example
 * const { folder, files } = await createApp({ folder: 'my-app', database: 'postgres' });
 */
export async function createApp(options: CreateAppOptions): Promise<CreatedApp> {
  const { folder, name } = placeOf(options.folder, options.force);
  const files = await filesOf(name, folder, options);
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text, path === '.env' ? { mode: 0o600 } : {});
  }
  return { name, folder, files: files.map(({ path }) => path).sort() };
}

/**
 * Where an app would go, and what it would be called.
 *
 * @throws E_APP_NAME, E_FOLDER_NOT_EMPTY, E_NOT_A_FOLDER when it can't be made there
 */
export function placeOf(given: string, force = false): { folder: string; name: string } {
  const folder = resolve(given);
  const name = appNameOf(folder);
  if (!force) checkEmpty(folder);
  return { folder, name };
}

async function filesOf(name: string, folder: string, options: CreateAppOptions): Promise<AppFile[]> {
  const { database = 'sqlite', language = 'typescript', example = true } = options;
  const url = developmentUrl(database, name);
  const kind = example ? 'example' : 'bare';
  const files = await readTemplate(
    ['app', kind, ...(language === 'typescript' ? ['typescript'] : [])],
    language,
    {
      words: {
        name,
        url,
        ext: extensionOf(language),
        runner: language === 'typescript' ? '--import tsx ' : '',
        database: databaseTitles[database],
        secret: randomBytes(32).toString('base64url'),
      },
      conditions: new Set([kind, language, database, ...(database === 'sqlite' ? [] : ['server'])]),
    },
  );
  return [{ path: 'package.json', text: manifestOf(name, language, frameworkFor(folder)) }, ...files];
}
