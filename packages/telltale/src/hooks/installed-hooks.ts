/** Hooks that come as packages: those in the app's `node_modules` whose `package.json` says `sails: { isHook: true }`. @module */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppConfig } from '../config/app-config.ts';
import { importModule, importPackage } from '../config/import-module.ts';
import { isPlain, type Settings } from '../config/merge.ts';
import { isPartOn, parts } from './parts.ts';

/** A hook of a package. */
export interface InstalledHook {
  name: string;
  /** The section of the settings that is the hook's. */
  configKey: string;
  /** What the package exports: a function that makes the hook. */
  factory: unknown;
}

const builtIn: ReadonlySet<string> = new Set(parts);

type Found = Omit<InstalledHook, 'factory'> & { id: string };

/**
 * Loads the hooks of packages, as far as they are on. One that is named like a part of the framework is left out, since
 * the framework has that part.
 *
 * @throws E_MODULE for a package that can't be loaded
 */
export async function loadInstalledHooks(config: AppConfig): Promise<InstalledHook[]> {
  const folder = join(config.appPath, 'node_modules');
  const found = await Promise.all((await packagesIn(folder)).map((id) => readPackage(folder, id, config)));
  return Promise.all(
    found
      .filter((hook) => hook !== undefined)
      .map(async ({ id, ...hook }) => ({ ...hook, factory: await importPackage(id, config.appPath) })),
  );
}

/** Names of the packages in a folder, those within scopes too. */
async function packagesIn(folder: string): Promise<string[]> {
  const list = async (path: string): Promise<string[]> =>
    (await readdir(path).catch(() => [])).filter((name) => !name.startsWith('.'));
  const names = await list(folder);
  const scoped = names.filter((name) => name.startsWith('@'));
  const within = scoped.map(async (scope) =>
    (await list(join(folder, scope))).map((name) => `${scope}/${name}`),
  );
  return [...names.filter((name) => !scoped.includes(name)), ...(await Promise.all(within)).flat()];
}

async function readPackage(folder: string, id: string, config: AppConfig): Promise<Found | undefined> {
  const text = await readFile(join(folder, id, 'package.json'), 'utf8').catch(() => '');
  // Most packages are no hooks, and parsing each would take longer than reading it.
  if (!text.includes('"isHook"')) return undefined;
  const about = sectionOf(await importModule(join(folder, id, 'package.json')), 'sails');
  if (about.isHook !== true) return undefined;
  const override = sectionOf(config.installedHooks, id);
  const name = textOf(override.name, about.hookName) ?? id.replace(/^(@[^/]+\/)?(sails-hook-)?/, '');
  if (builtIn.has(name) || !isPartOn(config, name)) return undefined;
  return { id, name, configKey: textOf(override.configKey, about.configKey) ?? name };
}

function sectionOf(value: unknown, key: string): Settings {
  const section = isPlain(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return isPlain(section) ? section : {};
}

function textOf(...candidates: unknown[]): string | undefined {
  return candidates.find((one): one is string => typeof one === 'string' && one !== '');
}
