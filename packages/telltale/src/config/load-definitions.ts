/** Loads what an app defines: from its folders, and over that from its options. @module */
import { basename, join } from 'node:path';
import { errors } from '../errors.ts';
import { isPartOn } from '../hooks/parts.ts';
import type { AppConfig } from './app-config.ts';
import { codeFolder } from './code-folder.ts';
import type { DefinitionMap, Definitions } from './definitions.ts';
import { findModules } from './find-files.ts';
import { importModule } from './import-module.ts';
import { isPlain } from './merge.ts';

/** Kinds of definitions with their folders, and how a file's path becomes a name. */
const folders = {
  controllers: { folder: 'api/controllers', nameOf: (path: string) => path },
  policies: { folder: 'api/policies', nameOf: (path: string) => path },
  responses: { folder: 'api/responses', nameOf: (path: string) => basename(path) },
  helpers: { folder: 'api/helpers', nameOf: (path: string) => path },
  services: { folder: 'api/services', nameOf: (path: string) => basename(path) },
  models: { folder: 'api/models', nameOf: (path: string) => basename(path) },
  hooks: { folder: 'api/hooks', nameOf: (path: string) => path.replace(/\/index$/, '') },
} as const;

/** A kind of definitions. */
export type DefinitionKind = keyof typeof folders;

/** What an app defines before anything is loaded. */
export function emptyDefinitions(): Definitions {
  const names = Object.keys(folders) as DefinitionKind[];
  return Object.fromEntries(names.map((kind) => [kind, nothing()])) as unknown as Definitions;
}

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
  // The names of policies are the same in any case.
  const taken = new Set<string>();
  const files = await findModules(join(codeFolder(config.appPath, config.environment), folder));
  const own = kind === 'hooks' ? files.filter(({ name }) => isHook(name, config)) : files;
  await Promise.all(
    own.map(async ({ path, name }) => {
      const own = nameOf(name);
      const unique = kind === 'policies' ? own.toLowerCase() : own;
      if (taken.has(unique)) throw errors.E_MODULE(path, `another file is called '${own}' too`);
      taken.add(unique);
      definitions[own] = undefined;
      definitions[own] = await importModule(path);
    }),
  );
  return definitions;
}

/** Beside a hook's `index`, its folder holds what only the hook knows. */
function isHook(path: string, config: AppConfig): boolean {
  return /^[^/]+(\/index)?$/.test(path) && isPartOn(config, folders.hooks.nameOf(path));
}

function inOptions(config: AppConfig, kind: DefinitionKind): DefinitionMap {
  const section: unknown = config[kind === 'models' ? 'orm' : kind];
  const given = isPlain(section) ? section.moduleDefinitions : undefined;
  // Models are one kind of the definitions of the part `orm`; the other parts have one kind each.
  const definitions = kind === 'models' && isPlain(given) ? given.models : given;
  if (!isPlain(definitions)) return {};
  const { nameOf } = folders[kind];
  return Object.fromEntries(Object.entries(definitions).map(([name, value]) => [nameOf(name), value]));
}

function nothing(): DefinitionMap {
  return Object.create(null) as DefinitionMap;
}
