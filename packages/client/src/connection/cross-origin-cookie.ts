/** Gets a session cookie from a server of another origin by loading a script from it (JSONP). @module */

import type { ConnectionOptions } from '../socket-options.ts';
import { httpOrigin, type PageLocation } from './server-url.ts';

/** Where to get the cookie, if the page is of another origin than the server and the socket wants one. */
export function crossOriginCookieUrl(
  server: URL,
  page: PageLocation,
  { url, useCORSRouteToGetCookie = true }: ConnectionOptions,
): string | undefined {
  const origin = httpOrigin(server);
  if (!url || !useCORSRouteToGetCookie || origin === page.origin || typeof document === 'undefined')
    return undefined;
  return origin + (useCORSRouteToGetCookie === true ? '/__getcookie' : useCORSRouteToGetCookie);
}

/**
 * Loads `url` as a script, so that the browser stores the cookie that comes with it.
 *
 * @param timeout milliseconds after which the socket connects without it
 * @param done called once, with a reason if the cookie did not come
 * @returns stops waiting; `done` is then not called
 */
export function fetchCookie(url: string, timeout: number, done: (failure?: string) => void): () => void {
  // The script's own load event is waited for, not this call: two sockets to two servers share this one global.
  const page = globalThis as { _sailsIoJSConnect?: () => void };
  page._sailsIoJSConnect ??= () => {};
  const script = document.createElement('script');
  const finish = (failure?: string) => {
    stop();
    done(failure);
  };
  const timer = setTimeout(() => finish(`no answer within ${timeout} ms`), timeout);
  const stop = () => {
    clearTimeout(timer);
    script.onload = script.onerror = null;
    script.remove();
  };
  script.onload = () => finish();
  script.onerror = () => finish('the script did not load');
  script.src = url;
  document.head.append(script);
  return stop;
}
