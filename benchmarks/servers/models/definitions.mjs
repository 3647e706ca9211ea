/** The models, in the words that Sails and Telltale share. @module */

export const definitions = {
  thing: {
    attributes: { name: { type: 'string', required: true }, size: { type: 'number' } },
  },
  shelf: {
    attributes: { name: { type: 'string', required: true }, books: { collection: 'book', via: 'shelf' } },
  },
  book: {
    attributes: {
      title: { type: 'string', required: true },
      pages: { type: 'number' },
      shelf: { model: 'shelf' },
    },
  },
};
