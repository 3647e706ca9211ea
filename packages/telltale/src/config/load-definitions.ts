/** Loads what an app defines: from its folders, and over that from its options. @module */
import { basename, join } from 'node:path';
import { isPartOn } from '../hooks/parts.ts';
import type { AppConfig } from './app-config.ts';
import type { DefinitionMap, Definitions } from './definitions.ts';
import { findModules } from './find-files.ts';
import { importModule } from './import-module.ts';
import { isPlain } from './merge.ts';

/** Kinds of definitions with their folders, and how a file's path becomes a name. */
const folders = {
  controllers: { folder: 'api/controllers', nameOf: (path: string) => path },
  policies: { folder: 'api/policies', nameOf: (path: string) => path.toLowerCase() },
  responses: { folder: 'api/responses', nameOf: (path: string) => basename(path) },
  hooks: { folder: 'api/hooks', nameOf: (path: string) => path.replace(/\/index$/, '') },
} as const;

/** A kind of definitions. */
export type DefinitionKind = keyof typeof folders;

/** Loads all kinds; those not in `kinds` only from the options. */
export async function loadDefinitions(
  config: AppConfig,
  kinds: ReadonlySet<DefinitionKind>,
): Promise<Definitions> {
  const names = Object.keys(folders) as DefinitionKind[];
  const loaded = await Promise.all(
    names.map(async (kind) => {
      const found = kinds.has(kind) ? await loadKind(config, kind) : nothing();
      return [kind, Object.assign(found, inOptions(config, kind))] as const;
    }),
  );
  return Object.fromEntries(loaded) as unknown as Definitions;
}

/** Loads one kind from its folder; hooks only as far as they are on. */
export async function loadKind(config: AppConfig, kind: DefinitionKind): Promise<DefinitionMap> {
  const { folder, nameOf } = folders[kind];
  const definitions = nothing();
  const files = await findModules(join(config.appPath, folder));
  const own = kind === 'hooks' ? files.filter(({ name }) => isHook(name, config)) : files;
  await Promise.all(
    own.map(async ({ path, name }) => {
      definitions[nameOf(name)] = await importModule(path);
    }),
  );
  return definitions;
}

/** Beside a hook's `index`, its folder holds what only the hook knows. */
function isHook(path: string, config: AppConfig): boolean {
  return /^[^/]+(\/index)?$/.test(path) && isPartOn(config, folders.hooks.nameOf(path));
}

function inOptions(config: AppConfig, kind: DefinitionKind): DefinitionMap {
  const section: unknown = config[kind];
  const definitions = isPlain(section) ? section.moduleDefinitions : undefined;
  if (!isPlain(definitions)) return {};
  const { nameOf } = folders[kind];
  return Object.fromEntries(Object.entries(definitions).map(([name, value]) => [nameOf(name), value]));
}

function nothing(): DefinitionMap {
  return Object.create(null) as DefinitionMap;
}
