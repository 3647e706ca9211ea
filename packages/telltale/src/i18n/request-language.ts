/** The language of a request, and phrases in it: `req.__()`, `req.setLocale()`, and the same for views. @module */
import accepts from 'accepts';
import type { Request } from '../http/request.ts';
import type { Response } from '../http/response.ts';

/** Languages that were set, or found out; requests that never ask pay nothing. */
const chosen = new WeakMap<object, string>();

export const languageMethods = {
  getLocale(this: Request): string {
    let locale = chosen.get(this);
    if (locale === undefined) {
      locale = negotiate(this);
      chosen.set(this, locale);
    }
    return locale;
  },

  setLocale(this: Request, locale: string): string {
    const nearest = this._sails.phrases.nearest(locale);
    chosen.set(this, nearest);
    return nearest;
  },

  __(this: Request, phrase: string, ...values: unknown[]): string {
    return this._sails.phrases.translate(this.getLocale(), phrase, values);
  },

  __n(this: Request, one: string, other: string, count: number, ...values: unknown[]): string {
    return this._sails.phrases.plural(this.getLocale(), one, other, count, values);
  },
};

export const responseLanguageMethods = {
  __(this: Response, phrase: string, ...values: unknown[]): string {
    return this.req.__(phrase, ...values);
  },

  __n(this: Response, one: string, other: string, count: number, ...values: unknown[]): string {
    return this.req.__n(one, other, count, ...values);
  },
};

/** What views have of it. */
export function viewLanguage(req: Request): Record<string, unknown> {
  const translate = req.__.bind(req);
  return { __: translate, i18n: translate, __n: req.__n.bind(req), getLocale: req.getLocale.bind(req) };
}

/** The best language of the app for what the client says; over a socket, said with the message or when it connected. */
function negotiate(req: Request): string {
  const { phrases } = req._sails;
  if (phrases.locales.length === 0) return phrases.defaultLocale;
  const said = req.headers['accept-language'] ?? handshakeLanguage(req);
  if (said === undefined) return phrases.defaultLocale;
  const tags = phrases.locales.map((locale) => locale.replaceAll('_', '-'));
  const best = accepts({ headers: { 'accept-language': said } } as never).languages(tags);
  return phrases.nearest(Array.isArray(best) ? best[0] : best);
}

function handshakeLanguage(req: Request): string | undefined {
  if (!req.isSocket) return undefined;
  const socket = req.socket as unknown as { handshake?: { headers?: Record<string, string | undefined> } };
  return socket.handshake?.headers?.['accept-language'];
}
