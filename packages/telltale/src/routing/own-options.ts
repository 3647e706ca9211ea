/** What a route says, as each request may change it for itself. @module */
import { isPlain } from '../config/merge.ts';
import type { RouteOptions } from './handler.ts';

/**
 * Makes a function that copies a route's options for one request, objects and lists in them as well: a policy may put a
 * visitor's name among the `locals`, and the next visitor must not see it.
 */
export function ownOptions(options: RouteOptions): () => RouteOptions {
  // Most routes say nothing that has an inside.
  if (!Object.values(options).some(isData)) return () => ({ ...options });
  return () => copy(options, new Map()) as RouteOptions;
}

/** @param copies of what was copied already: something may stand in several places, or within itself */
function copy(value: unknown, copies: Map<unknown, unknown>): unknown {
  if (!isData(value)) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  const copied: unknown[] | Record<string, unknown> = Array.isArray(value) ? [] : {};
  copies.set(value, copied);
  for (const [key, inner] of Object.entries(value)) Reflect.set(copied, key, copy(inner, copies));
  return copied;
}

function isData(value: unknown): value is unknown[] | Record<string, unknown> {
  return Array.isArray(value) || isPlain(value);
}
