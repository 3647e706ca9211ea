/** Bare Kysely on SQLite in memory: the same tables, the same work, nothing checked. @module */
import BetterSqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { key, rows } from './books.mjs';
import { announceWork } from './work.mjs';

const db = new Kysely({ dialect: new SqliteDialect({ database: new BetterSqlite(':memory:') }) });
await db.schema
  .createTable('author')
  .addColumn('createdAt', 'integer')
  .addColumn('updatedAt', 'integer')
  .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
  .addColumn('name', 'text')
  .execute();
for (const table of ['book', 'draft']) {
  await db.schema
    .createTable(table)
    .addColumn('createdAt', 'integer')
    .addColumn('updatedAt', 'integer')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('title', 'text')
    .addColumn('pages', 'real')
    .addColumn('isRead', 'integer')
    .addColumn('author', 'integer')
    .execute();
  await db.schema.createIndex(`${table}_author_index`).on(table).column('author').execute();
}
const times = () => ({ createdAt: Date.now(), updatedAt: Date.now() });
const insert = (table, values) =>
  db
    .insertInto(table)
    .values({ ...times(), ...values })
    .returningAll()
    .executeTakeFirst();
for (let at = 0; at < rows; at += 1) {
  await db
    .insertInto('author')
    .values({ ...times(), name: `author ${at}` })
    .execute();
  await insert('book', { title: `book ${at}`, pages: at, isRead: at % 2, author: key(at) });
}
announceWork({
  'find-key': (at) => db.selectFrom('book').selectAll().where('id', '=', key(at)).executeTakeFirst(),
  'find-30': (at) =>
    db
      .selectFrom('book')
      .selectAll()
      .where('pages', '>=', at % 900)
      .orderBy('id')
      .limit(30)
      .execute(),
  create: (at) => insert('draft', { title: `new ${at}`, pages: at, isRead: 1, author: 1 }),
  'update-key': (at) =>
    db
      .updateTable('book')
      .set({ pages: at, updatedAt: Date.now() })
      .where('id', '=', key(at))
      .returningAll()
      .executeTakeFirst(),
  count: (at) =>
    db
      .selectFrom('book')
      .select((builder) => builder.fn.countAll().as('n'))
      .where('id', '<', key(at))
      .executeTakeFirst(),
  'populate-one': async (at) => {
    const books = await db
      .selectFrom('book')
      .selectAll()
      .where('id', '>', at % 900)
      .orderBy('id')
      .limit(30)
      .execute();
    const keys = [...new Set(books.map(({ author }) => author))];
    const authors = await db.selectFrom('author').selectAll().where('id', 'in', keys).execute();
    const byKey = new Map(authors.map((each) => [each.id, each]));
    return books.map((book) => ({ ...book, author: byKey.get(book.author) }));
  },
  'populate-many': async (at) => {
    const authors = await db
      .selectFrom('author')
      .selectAll()
      .where('id', '>', at % 900)
      .orderBy('id')
      .limit(30)
      .execute();
    const books = await db
      .selectFrom((from) =>
        from
          .selectFrom('book')
          .selectAll()
          .select((builder) =>
            builder.fn
              .agg('row_number')
              .over((over) => over.partitionBy('author').orderBy('id'))
              .as('place'),
          )
          .where(
            'author',
            'in',
            authors.map(({ id }) => id),
          )
          .as('ranked'),
      )
      .selectAll()
      .where('place', '<=', 3)
      .execute();
    const byAuthor = groupBy(books);
    return authors.map((each) => ({ ...each, books: byAuthor.get(each.id) ?? [] }));
  },
});

function groupBy(books) {
  const groups = new Map();
  for (const book of books) groups.set(book.author, [...(groups.get(book.author) ?? []), book]);
  return groups;
}
