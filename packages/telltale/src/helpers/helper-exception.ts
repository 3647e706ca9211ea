/** How a caller sees that a helper took an exit of its own. @module */

/** Thrown when a helper ends through an exit other than `success`. */
export class HelperException extends Error {
  /** Name of the exit. */
  readonly code: string;
  /** Name of the exit. */
  readonly exit: string;
  /** What the helper gave with it. */
  readonly raw: unknown;

  constructor(helper: string, exit: string, raw: unknown, description?: string) {
    const why = description ? `: ${description}` : '';
    super(`helper '${helper}' ended with '${exit}'${why}`, raw instanceof Error ? { cause: raw } : {});
    this.name = 'Exception';
    this.code = exit;
    this.exit = exit;
    this.raw = raw;
  }
}
