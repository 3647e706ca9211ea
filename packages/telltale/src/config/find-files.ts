/** The modules that lie in a folder. @module */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { moduleExtensions } from './import-module.ts';

/** A module's file. */
export interface ModuleFile {
  /** Absolute path. */
  path: string;
  /** Path within the folder, with `/` between its parts and without extension. */
  name: string;
}

const extensions: ReadonlySet<string> = new Set(moduleExtensions);

/**
 * Lists the modules of a folder, sorted by name; none when there is no such folder. Hidden files, tests and type
 * declarations are left out.
 *
 * @param deep whether to look into folders within. Default: true.
 */
export async function findModules(folder: string, deep = true): Promise<ModuleFile[]> {
  const found: ModuleFile[] = [];
  await collect(folder, '', deep, found);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function collect(folder: string, prefix: string, deep: boolean, found: ModuleFile[]): Promise<void> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) {
      if (deep) await collect(path, `${prefix}${entry.name}/`, deep, found);
    } else if (isModule(entry.name)) {
      found.push({ path, name: prefix + entry.name.slice(0, -extname(entry.name).length) });
    }
  }
}

function isModule(file: string): boolean {
  return extensions.has(extname(file)) && !/\.d\.[mc]?ts$|\.(test|spec|test-d)\.\w+$/.test(file);
}

function isMissing(error: unknown): boolean {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
