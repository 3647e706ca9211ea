/** The cookies of one connection: those of the handshake, kept up to date by what replies set. @module */

/** Characters of the header; what an HTTP server would take. */
const MOST = 16_384;

/** Cookies by name, in the order in which they came. When they grow too large together, the oldest are lost. */
export class CookieJar {
  #header: string | undefined;

  /** @param header the handshake's `cookie` header */
  constructor(header: string | undefined) {
    this.#header = header;
  }

  /** The `cookie` header of the next request; `undefined` when there is no cookie. */
  get header(): string | undefined {
    return this.#header;
  }

  /**
   * Takes over what a reply sets. A cookie that has expired is dropped.
   *
   * @param setCookie one or more `set-cookie` values
   */
  take(setCookie: string | readonly string[]): void {
    const cookies = parse(this.#header);
    for (const line of typeof setCookie === 'string' ? [setCookie] : setCookie) {
      const [pair = '', ...attributes] = line.split(';');
      const equals = pair.indexOf('=');
      if (equals < 1) continue;
      const name = pair.slice(0, equals).trim();
      if (isExpired(attributes)) cookies.delete(name);
      else cookies.set(name, pair.slice(equals + 1).trim());
    }
    this.#header = format(cookies);
    for (const name of cookies.keys()) {
      if (this.#header === undefined || this.#header.length <= MOST) break;
      cookies.delete(name);
      this.#header = format(cookies);
    }
  }
}

function parse(header: string | undefined): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=');
    if (equals > 0) cookies.set(pair.slice(0, equals).trim(), pair.slice(equals + 1).trim());
  }
  return cookies;
}

function format(cookies: Map<string, string>): string | undefined {
  if (cookies.size === 0) return undefined;
  return Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ');
}

function isExpired(attributes: string[]): boolean {
  let expired = false;
  for (const attribute of attributes) {
    const [key = '', value = ''] = attribute.split('=', 2).map((part) => part.trim());
    // Max-Age wins over Expires, whichever comes first.
    if (key.toLowerCase() === 'max-age') return Number(value) <= 0;
    if (key.toLowerCase() === 'expires') expired = Date.parse(value) <= Date.now();
  }
  return expired;
}
