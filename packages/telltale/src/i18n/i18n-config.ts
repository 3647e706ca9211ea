/** The settings of an app for its languages. @module */

/** Which languages the app speaks, and where its phrases are. */
export interface I18nConfig {
  /** Languages by tag, as in `'de'` or `'pt-BR'`. @default those that have a file */
  locales?: string[];
  /** For clients that speak none of them. @default 'en' */
  defaultLocale?: string;
  /** Folder with a JSON file per language, relative to the app. @default 'config/locales' */
  localesDirectory?: string;
  [setting: string]: unknown;
}
