/** What a kind of generated file is made of. @module */
import type { Language } from '../app/language.ts';

/** A file that is to be made. */
export interface GeneratedFile {
  /** Path in the app, without extension. */
  path: string;
  text: string;
}

/** What was asked for. */
export interface Request {
  name: string;
  /** The words after the name. */
  details: readonly string[];
  language: Language;
  /** The app's folder. */
  appPath: string;
}

/** One kind: `model`, `controller` and so on. */
export interface Kind {
  /** What help says of it. */
  about: string;
  /** @throws E_GENERATE_NAME, E_ATTRIBUTE */
  make(request: Request): GeneratedFile[];
  /** What to do next, in one line. */
  next(request: Request): string;
}

/** The line by which a generated file gets what it needs of the framework. */
export function importing(name: string): string {
  return `import { ${name} } from 'telltale';`;
}
