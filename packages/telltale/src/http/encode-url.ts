/** Makes any text fit into a header that carries a URL. @module */

const unsafe = /[^\x21-\x7e]|["<>\\^`{|}]|%(?![0-9A-Fa-f]{2})/gu;
const loneSurrogate = /\p{Surrogate}/gu;

/**
 * Escapes what may not stand in a URL, and leaves alone what is escaped already.
 *
 * @example
 * encodeUrl('/a b?c=%20'); // '/a%20b?c=%20'
 */
export function encodeUrl(url: string): string {
  return url.replace(loneSurrogate, '\ufffd').replace(unsafe, encodeURIComponent);
}
