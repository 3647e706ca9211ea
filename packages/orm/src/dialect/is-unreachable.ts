/** Codes of Node.js for a server that no connection could be made to. @module */

const codes: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT', // the file of a local socket
]);

/** Whether nothing was sent, since there was nobody to send it to. */
export function isUnreachable(code: unknown): boolean {
  return codes.has(code);
}
