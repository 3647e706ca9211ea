/** Reads the phrases of an app: a JSON file per language. @module */
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { inspect } from 'node:util';
import type { AppConfig } from '../config/app-config.ts';
import { importModule } from '../config/import-module.ts';
import { isPlain } from '../config/merge.ts';
import { errors } from '../errors.ts';
import { type Catalog, Phrases } from './phrases.ts';

/** Languages without region, script and the like have two or three letters; more of the tag follows after a dash. */
const tagPattern = /^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$/;

/**
 * Reads them.
 *
 * @param isOn whether the part `i18n` is on; else there are none
 * @param missing called with each language of the settings that has no file
 * @throws E_CONFIG for what is no language, E_MODULE for a file that is no JSON object
 */
export async function loadPhrases(
  { i18n = {}, appPath }: AppConfig,
  isOn: boolean,
  missing: (locale: string, file: string) => void,
): Promise<Phrases> {
  const { defaultLocale = 'en', localesDirectory = 'config/locales' } = i18n;
  if (!isOn) return new Phrases(new Map(), defaultLocale);
  const folder = resolve(appPath, localesDirectory);
  const there = await filesIn(folder);
  const locales = i18n.locales ?? there;
  for (const locale of locales) {
    if (!tagPattern.test(locale)) {
      throw errors.E_CONFIG('i18n.locales', inspect(locales), "languages such as 'en' or 'pt-BR'");
    }
  }
  const catalogs = await Promise.all(
    locales.map(async (locale): Promise<[string, Catalog]> => {
      const file = join(folder, `${locale}.json`);
      if (there.includes(locale)) return [locale, await readCatalog(file)];
      missing(locale, file);
      return [locale, {}];
    }),
  );
  return new Phrases(new Map(catalogs), defaultLocale);
}

async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
}

async function readCatalog(file: string): Promise<Catalog> {
  const catalog = await importModule(file);
  if (!isPlain(catalog))
    throw errors.E_MODULE(file, 'it holds no object. Write: { "Welcome": "Willkommen" }');
  return catalog;
}
