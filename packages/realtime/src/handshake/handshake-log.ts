/** Where the handshake tells of refusals and failures. @module */

/** Fastify's `log` is one. */
export interface HandshakeLog {
  debug(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
