/** What a client says of itself when it connects. @module */

/** The query keys (or header names) of the handshake. */
export const handshakeKeys = {
  version: '__sails_io_sdk_version',
  platform: '__sails_io_sdk_platform',
  language: '__sails_io_sdk_language',
  noSession: 'nosession',
} as const;

/**
 * The header by which an HTTP request names the socket of the same page, so that a broadcast can leave it out.
 *
 * @example
 * fetch('/message', { method: 'POST', headers: { [socketIdHeader]: 'Wk3dgjzt8ZSU0niEAAAA' } });
 */
export const socketIdHeader = 'x-socket-id';

/** A client's kit as it introduced itself. */
export interface SdkMetadata {
  version: string;
  platform?: string;
  language?: string;
}
