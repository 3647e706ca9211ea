/** What the ORMs work on: books, each by an author of its own. @module */

/** Records of each table before the work. */
export const rows = 1_000;

/** In the words that all but bare Kysely share. */
export const bookAttributes = {
  title: { type: 'string', required: true },
  pages: { type: 'number' },
  isRead: { type: 'boolean' },
  author: { model: 'author' },
};

/** A key that is there. */
export function key(at) {
  return (at % rows) + 1;
}
