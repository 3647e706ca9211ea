/** Waterline on sails-disk, in memory. @module */
import disk from 'sails-disk';
import Waterline from 'waterline';
import { bookAttributes, key, rows } from './books.mjs';
import { announceWork } from './work.mjs';

const shared = {
  datastore: 'default',
  primaryKey: 'id',
  fetchRecordsOnCreate: true,
  schema: true,
  attributes: {
    createdAt: { type: 'number', autoCreatedAt: true, autoMigrations: { columnType: '_numbertimestamp' } },
    updatedAt: { type: 'number', autoUpdatedAt: true, autoMigrations: { columnType: '_numbertimestamp' } },
    id: { type: 'number', autoMigrations: { autoIncrement: true, unique: true, columnType: '_numberkey' } },
  },
};
const orm = await new Promise((resolve, reject) => {
  Waterline.start(
    {
      adapters: { 'sails-disk': disk },
      datastores: { default: { adapter: 'sails-disk', inMemoryOnly: true } },
      defaultModelSettings: shared,
      models: {
        author: {
          attributes: {
            ...shared.attributes,
            name: { type: 'string', required: true },
            books: { collection: 'book', via: 'author' },
          },
        },
        book: { attributes: { ...shared.attributes, ...bookAttributes } },
        draft: { attributes: { ...shared.attributes, ...bookAttributes } },
      },
    },
    (error, started) => (error ? reject(error) : resolve(started)),
  );
});
const author = Waterline.getModel('author', orm);
const book = Waterline.getModel('book', orm);
const draft = Waterline.getModel('draft', orm);
for (const each of [author, book, draft]) {
  await new Promise((resolve, reject) => {
    disk.define('default', each.tableName, tableOf(each), (error) => (error ? reject(error) : resolve()));
  });
}
for (let at = 0; at < rows; at += 1) {
  await author.create({ name: `author ${at}` });
  await book.create({ title: `book ${at}`, pages: at, isRead: at % 2 === 0, author: key(at) });
}
announceWork({
  'find-key': (at) => book.findOne(key(at)),
  'find-30': (at) =>
    book
      .find({ pages: { '>=': at % 900 } })
      .sort('id ASC')
      .limit(30),
  create: (at) => draft.create({ title: `new ${at}`, pages: at, isRead: true, author: 1 }).fetch(),
  'update-key': (at) => book.updateOne(key(at)).set({ pages: at }),
  count: (at) => book.count({ id: { '<': key(at) } }),
  'populate-one': (at) =>
    book
      .find({ id: { '>': at % 900 } })
      .sort('id ASC')
      .limit(30)
      .populate('author'),
  'populate-many': (at) =>
    author
      .find({ id: { '>': at % 900 } })
      .sort('id ASC')
      .limit(30)
      .populate('books', { limit: 3 }),
});

function tableOf(model) {
  const columns = {};
  for (const [name, { columnName, autoMigrations, type }] of Object.entries(model.schema)) {
    if (type)
      columns[columnName ?? name] = {
        columnType: autoMigrations?.columnType ?? `_${type}`,
        ...autoMigrations,
      };
  }
  return columns;
}
