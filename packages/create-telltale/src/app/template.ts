/** The files of a new app, as they lie in the folder `template` of this package. @module */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { packageFolder } from '../own-package.ts';
import { type Language, pathIn, textIn } from './language.ts';

/** What a file of the template may ask for. */
export interface TemplateValues {
  /** What stands for `{{name}}`. */
  words: Readonly<Record<string, string>>;
  /** Which of the lines between `{{#name}}` and `{{/name}}` are kept. */
  conditions: ReadonlySet<string>;
}

const root = join(packageFolder, 'template');

/** A file that is to be written. */
export interface AppFile {
  /** Path in the app, with `/` between its parts. */
  path: string;
  text: string;
}

/**
 * Reads the parts of the template that an app is made of; a file of a later part replaces one of an earlier.
 *
 * @param parts folders of the template
 */
export async function readTemplate(
  parts: readonly string[],
  language: Language,
  values: TemplateValues,
): Promise<AppFile[]> {
  const files = new Map<string, string>();
  for (const part of parts) {
    const folder = join(root, part);
    for (const file of await filesIn(folder)) {
      const path = relative(folder, file)
        .split(sep)
        // npm leaves files with these names out of a package, or takes them for its own.
        .map((name) => name.replace(/^_(?=(gitignore|gitkeep|dockerignore|env)\b)/, '.'))
        .join('/');
      const text = fillIn(await readFile(file, 'utf8'), values);
      const isModule = path.endsWith('.ts');
      files.set(isModule ? pathIn(language, path) : path, isModule ? textIn(language, text) : text);
    }
  }
  return Array.from(files, ([path, text]) => ({ path, text }));
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** `{{name}}` is a word; lines between `{{#name}}` and `{{/name}}` stay when the condition holds. */
function fillIn(text: string, { words, conditions }: TemplateValues): string {
  return text
    .replaceAll(/^\{\{#(\w+)\}\}\n([\s\S]*?)^\{\{\/\1\}\}\n/gm, (_all, name: string, lines: string) =>
      conditions.has(name) ? lines : '',
    )
    .replaceAll(/\{\{(\w+)\}\}/g, (all, name: string) => words[name] ?? all);
}
