/** The language of an app: templates are TypeScript without annotations, so that little tells it from JavaScript. @module */

/** What an app may be written in. */
export type Language = 'typescript' | 'javascript';

/** The extension of its modules. */
export function extensionOf(language: Language): 'ts' | 'js' {
  return language === 'typescript' ? 'ts' : 'js';
}

/** The path under which a file of the template stands in an app of this language. */
export function pathIn(language: Language, path: string): string {
  return language === 'javascript' ? path.replace(/(?<!\.d)\.ts$/, '.js') : path;
}

/**
 * The text of a module in this language. In JavaScript imports of types are left out, and modules of the app are
 * imported under their other name.
 */
export function textIn(language: Language, text: string): string {
  if (language === 'typescript') return text;
  return text
    .replaceAll(/^import type .*\n/gm, '')
    .replaceAll(/((?:from|import) '\.{1,2}\/[^']+)\.ts'/g, "$1.js'");
}
