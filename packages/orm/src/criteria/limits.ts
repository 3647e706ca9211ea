/** How much a single criteria may ask. Criteria may come from a client, so counts are bounded, not only bytes. @module */

export const criteriaLimits = {
  /** Levels of `and` and `or`. */
  depth: 30,
  /** Conditions in one `where`. */
  conditions: 500,
  /** Values in one `in` or `nin`, and in all of them together. */
  listLength: 10_000,
  /** Terms of one `sort`. */
  sortTerms: 20,
  /** Characters of one `like` pattern. */
  patternLength: 1_000,
} as const;
