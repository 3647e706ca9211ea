/** The phrases of an app, in each of its languages. @module */
import { formatPhrase } from './format-phrase.ts';

/** What a file of `config/locales` holds: phrases, forms of phrases by plural, and groups of these. */
export type Catalog = { readonly [key: string]: unknown };

/** Translates. Without languages every phrase stays as it is. */
export class Phrases {
  /** Languages, that of clients who speak none of them first. */
  readonly locales: readonly string[];
  readonly defaultLocale: string;
  readonly #catalogs: ReadonlyMap<string, Catalog>;
  readonly #plurals = new Map<string, Intl.PluralRules>();

  constructor(catalogs: ReadonlyMap<string, Catalog>, defaultLocale: string) {
    this.#catalogs = catalogs;
    this.defaultLocale = defaultLocale;
    const others = [...catalogs.keys()].filter((locale) => locale !== defaultLocale);
    this.locales = catalogs.has(defaultLocale) ? [defaultLocale, ...others] : others;
  }

  /**
   * The language of the app that is nearest to a tag: the same, else the same without its region, else with one; else the
   * default.
   *
   * @example
   * new Phrases(new Map([['de', {}]]), 'en').nearest('de-AT'); // 'de'
   */
  nearest(tag: unknown): string {
    if (typeof tag !== 'string') return this.defaultLocale;
    const wanted = tag.toLowerCase().replaceAll('_', '-');
    const [language = ''] = wanted.split('-');
    const has = (test: (locale: string) => boolean): string | undefined =>
      this.locales.find((locale) => test(locale.toLowerCase()));
    return (
      has((locale) => locale === wanted) ??
      has((locale) => locale === language) ??
      has((locale) => locale.split('-')[0] === language) ??
      this.defaultLocale
    );
  }

  /** A phrase in a language; where that has none, in the default one; else as it is. */
  translate(locale: string, phrase: string, values: readonly unknown[]): string {
    const found = this.#find(locale, phrase);
    const text = isForms(found) ? (found.other ?? found.one) : found;
    return formatPhrase(typeof text === 'string' ? text : phrase, values);
  }

  /**
   * One of the forms of a phrase, by the plural rules of the language. The first value for it is the count.
   *
   * @param one the phrase for one; under it, a language may have an object of forms: `{ one, few, many, other }`
   * @param other the phrase for any other count
   */
  plural(locale: string, one: string, other: string, count: number, values: readonly unknown[]): string {
    const found = this.#find(locale, one);
    const form = this.#rulesOf(locale).select(Math.abs(count));
    const all = [count, ...values];
    if (isForms(found)) {
      const text = found[form] ?? found.other ?? found.one;
      if (typeof text === 'string') return formatPhrase(text, all);
    }
    return this.translate(locale, count === 1 ? one : other, all);
  }

  #find(locale: string, key: string): unknown {
    return lookUp(this.#catalogs.get(locale), key) ?? lookUp(this.#catalogs.get(this.defaultLocale), key);
  }

  #rulesOf(locale: string): Intl.PluralRules {
    let rules = this.#plurals.get(locale);
    if (!rules) {
      rules = new Intl.PluralRules(locale.replaceAll('_', '-'));
      this.#plurals.set(locale, rules);
    }
    return rules;
  }
}

/** A phrase by its whole key, else by the groups that its dots name. */
function lookUp(catalog: Catalog | undefined, key: string): unknown {
  if (catalog === undefined) return undefined;
  if (Object.hasOwn(catalog, key)) return catalog[key];
  let at: unknown = catalog;
  for (const part of key.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Catalog)[part];
  }
  return at;
}

function isForms(found: unknown): found is Record<string, unknown> {
  return typeof found === 'object' && found !== null;
}
