/** Reads what the packages' sources say of themselves. @module */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './markdown.ts';

/** The source files of a package, tests left out, with their paths within the repository. */
export function sourceFiles(name: string): { path: string; text: string }[] {
  const folder = join('packages', name, 'src');
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.ts$/.test(file) && !/\.(test|test-d)\.ts$/.test(file))
    .map((file) => ({ path: join(folder, file), text: readFileSync(join(root, folder, file), 'utf8') }));
}

/** A member of an interface. */
export interface Member {
  name: string;
  /** What its docstring gives as `@default`, if anything. */
  byDefault: string | undefined;
}

/** The members that an interface declares itself, index signatures left out. */
export function membersOf(name: string, file: string): Member[] {
  const text = readFileSync(join(root, file), 'utf8');
  const body = new RegExp(`^export interface ${name}\\b[^{]*\\{\\n([\\s\\S]*?)^\\}`, 'm').exec(text)?.[1];
  if (body === undefined) throw new Error(`${file} declares no interface ${name}`);
  const members = body.matchAll(/(?:^ {2}\/\*\*([\s\S]*?)\*\/\n)?^ {2}(?:readonly )?(\w+)\??[:(]/gm);
  return Array.from(members, ([, docs = '', member = '']) => ({
    name: member,
    byDefault: /@default\s+(.+?)\s*(?:\n|$)/.exec(docs)?.[1],
  }));
}
