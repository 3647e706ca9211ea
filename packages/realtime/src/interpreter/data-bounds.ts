/** Bounds on the shape of what a client sends, checked before any of the app's code sees it. @module */

/** How deep and how large `data` may be. */
export interface DataBounds {
  depth: number;
  keys: number;
}

/**
 * Says what is wrong with `data`: nested too deeply, too many keys and items, or a key that would reach a prototype.
 *
 * @returns a sentence for the parse error, or `undefined`
 */
export function dataProblem(data: unknown, bounds: DataBounds): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  let keysLeft = bounds.keys;
  return walk(data, bounds.depth);

  function walk(value: object, levelsLeft: number): string | undefined {
    if (levelsLeft === 0) return `data is nested more than ${bounds.depth} levels deep (limits.depth)`;
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return undefined;
    if (Array.isArray(value)) {
      keysLeft -= value.length;
      if (keysLeft < 0) return `data has more than ${bounds.keys} keys and items (limits.keys)`;
      for (const item of value) {
        const problem = typeof item === 'object' && item !== null ? walk(item, levelsLeft - 1) : undefined;
        if (problem !== undefined) return problem;
      }
      return undefined;
    }
    for (const key in value) {
      keysLeft -= 1;
      if (keysLeft < 0) return `data has more than ${bounds.keys} keys and items (limits.keys)`;
      if (key === '__proto__') return 'data has a key "__proto__"';
      const item = (value as Record<string, unknown>)[key];
      if (typeof item !== 'object' || item === null) continue;
      if (key === 'constructor' && Object.hasOwn(item, 'prototype'))
        return 'data has a key "constructor.prototype"';
      const problem = walk(item, levelsLeft - 1);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
}
