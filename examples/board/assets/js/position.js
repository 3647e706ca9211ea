/** Where a task stands among others: a number between those of its neighbours. */

/** How far tasks stand from each other when nothing is between them. */
export const step = 1000;

/**
 * A position after one and before another. Chance has a part in it, so that two windows that move two tasks into the same
 * gap at once give them different numbers.
 *
 * @param {number} [after] the position before the gap
 * @param {number} [before] the position behind it
 * @returns {number | undefined} nothing when no number is left between them
 */
export function positionBetween(after, before) {
  const least = after ?? (before ?? step) - step;
  const most = before ?? least + step;
  const position = least + (most - least) * (0.25 + Math.random() / 2);
  return least < position && position < most ? position : undefined;
}
