/** `generate migration names-in-lower-case`. @module */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Kind } from '../kind.ts';
import { kebab, parseName } from '../names.ts';

export const migration: Kind = {
  about: 'migrations/001-first, for telltale migrate; logs/first for those of the datastore logs',
  make({ name, language, appPath }) {
    const { folders, words } = parseName('migration', name);
    const folder = ['migrations', ...folders].join('/');
    const isTyped = language === 'typescript';
    const given = isTyped ? 'database: Kysely<unknown>' : 'database';
    const returned = isTyped ? ': Promise<void>' : '';
    const text = `/** What it changes: it runs once. The way back is taken by telltale migrate down. */
${isTyped ? "import type { Kysely } from 'telltale/migrations';\n\n" : ''}export async function up(${given})${returned} {
  await database.schema.createTable('note').addColumn('text', 'varchar(255)').execute();
}

export async function down(${given})${returned} {
  await database.schema.dropTable('note').execute();
}
`;
    return [{ path: `${folder}/${nextNumber(join(appPath, folder))}-${kebab(words)}`, text }];
  },
  next({ name }) {
    const [datastore] = parseName('migration', name).folders;
    return `Write what it does, then run it: npx telltale migrate${datastore === undefined ? '' : ` --datastore ${datastore}`}`;
  },
};

/** Migrations run in the order of their names. */
function nextNumber(folder: string): string {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const numbers = names.map((name) => Number(/^\d+/.exec(name)?.[0] ?? 0));
  return String(Math.max(0, ...numbers) + 1).padStart(3, '0');
}
