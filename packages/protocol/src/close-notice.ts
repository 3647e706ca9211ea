/** Why a server ends a connection, told to the client just before. @module */

/** The event that carries a {@link CloseNotice}. Released clients ignore it. */
export const closeEvent = 'telltale:close';

/** The last word of a server to a socket. */
export interface CloseNotice {
  /** 4000–4499: come back. 4500–4999: don't. */
  code: number;
  reason: string;
  /** Milliseconds to wait, at the least, before coming back. */
  retryAfter?: number;
}

/**
 * Says whether a client that was closed with `code` may connect again by itself.
 *
 * @example
 * mayReconnect(4001); // true: the server is restarting
 * mayReconnect(4508); // false
 */
export function mayReconnect(code: number): boolean {
  return code >= 4000 && code < 4500;
}
