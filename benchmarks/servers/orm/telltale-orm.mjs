/** @telltale/orm on SQLite in memory. @module */
import { createOrm, defineModel } from '@telltale/orm';
import { bookAttributes, key, rows } from './books.mjs';
import { announceWork } from './work.mjs';

const orm = await createOrm({
  // In production tables are made by migrations; here there is an empty database.
  defaults: { migrate: 'alter' },
  models: {
    author: defineModel({
      attributes: {
        name: { type: 'string', required: true },
        books: { collection: 'book', via: 'author' },
      },
    }),
    book: defineModel({ attributes: bookAttributes }),
    // What `create` fills up, so that the other cases meet equally many rows of each contender.
    draft: defineModel({ attributes: bookAttributes }),
  },
});
const { author, book, draft } = orm.models;
for (let at = 0; at < rows; at += 1) {
  await author.create({ name: `author ${at}` });
  await book.create({ title: `book ${at}`, pages: at, isRead: at % 2 === 0, author: key(at) });
}
announceWork({
  'find-key': (at) => book.findOne(key(at)),
  'find-30': (at) => book.find({ pages: { '>=': at % 900 } }).limit(30),
  create: (at) => draft.create({ title: `new ${at}`, pages: at, isRead: true, author: 1 }),
  'update-key': (at) => book.updateOne(key(at)).set({ pages: at }),
  count: (at) => book.count({ id: { '<': key(at) } }),
  'populate-one': (at) =>
    book
      .find({ id: { '>': at % 900 } })
      .limit(30)
      .populate('author'),
  'populate-many': (at) =>
    author
      .find({ id: { '>': at % 900 } })
      .limit(30)
      .populate('books', { limit: 3 }),
});
