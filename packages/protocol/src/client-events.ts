/** The events by which a client tells of its own connection. @module */

/** A client emits these itself, and drops what a server sends under their names; so servers don't send it. */
export const clientEvents: ReadonlySet<string> = new Set([
  'connect',
  'disconnect',
  'connect_error',
  'reconnecting',
  'reconnect',
  'reconnect_failed',
  'sails:status',
]);
