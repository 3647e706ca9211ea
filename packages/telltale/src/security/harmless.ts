/** Methods that change nothing, so that nobody gains by forging them. @module */

const harmless: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a request of that method changes nothing. */
export function isHarmless(method: string): boolean {
  return harmless.has(method);
}
