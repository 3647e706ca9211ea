/** Replacing errors: `intercept` and `tolerate`. @module */

/** Which errors a handler is for: a code, several, an object of properties that the error has, or all. */
export type ErrorFilter = string | readonly string[] | { readonly code?: string; readonly name?: string };

/** One `intercept` or `tolerate`, in the order in which they were chained. */
export interface ErrorHandler {
  readonly kind: 'intercept' | 'tolerate';
  readonly filter: ErrorFilter | undefined;
  readonly handle: ((error: Error) => unknown) | string | undefined;
}

/** Carries what an `intercept` gave that was no error. */
export class Envelope extends Error {
  readonly code = 'E_NON_ERROR';
  readonly raw: unknown;

  constructor(raw: unknown, cause: unknown) {
    super(typeof raw === 'string' ? raw : 'an intercepted error was replaced by a value', { cause });
    this.name = 'Envelope';
    this.raw = raw;
  }
}

/**
 * Runs an error through the handlers.
 *
 * @returns the value that the query gives after all
 * @throws the error, or what replaced it
 */
export function handleError(error: unknown, handlers: readonly ErrorHandler[]): unknown {
  let current = error;
  for (const { kind, filter, handle } of handlers) {
    if (!matches(current, filter)) continue;
    const value = typeof handle === 'function' ? handle(current as Error) : handle;
    if (kind === 'tolerate') return value;
    current = value instanceof Error ? value : new Envelope(value, current);
  }
  throw current;
}

function matches(error: unknown, filter: ErrorFilter | undefined): boolean {
  if (filter === undefined) return true;
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (typeof filter === 'string') return code === filter || name === filter;
  if (Array.isArray(filter)) return filter.includes(code);
  const wanted = filter as { code?: string; name?: string };
  return (
    (wanted.code === undefined || wanted.code === code) && (wanted.name === undefined || wanted.name === name)
  );
}
