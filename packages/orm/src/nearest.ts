/** What somebody may have meant who wrote a name that does not exist. @module */

/**
 * The name that is nearest to what was written, if one is near enough to be meant.
 *
 * @example
 * nearest('lfit', ['lift', 'console']); // 'lift'
 */
export function nearest(written: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  // A third of the letters may be wrong, and one of a short name, but never all.
  let bound = Math.min(written.length, Math.max(1, Math.floor(written.length / 3)) + 1);
  for (const name of names) {
    const longer = Math.abs(name.length - written.length);
    // No comparison of letters where the lengths alone are too far apart: what was written may be a client's, and huge.
    if (longer >= bound && longer > 0) continue;
    const distance = editDistance(written.toLowerCase(), name.toLowerCase());
    // Of two names that are as near, the one of the same length has the same letters.
    if (
      distance < bound ||
      (distance === bound && best !== undefined && longer === 0 && best.length !== name.length)
    )
      [best, bound] = [name, distance];
  }
  return best;
}

/** Letters to insert, to delete, to replace, or to swap with their neighbour. */
function editDistance(from: string, to: string): number {
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(above[column]! + 1, current[column - 1]! + 1, above[column - 1]! + (same ? 0 : 1));
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && swapped) cost = Math.min(cost, before[column - 2]! + 1);
      current.push(cost);
    }
    [before, above] = [above, current];
  }
  return above[to.length]!;
}
