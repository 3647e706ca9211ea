/**
 * The ORM beside bare Kysely and Waterline, on SQLite in memory: `npm run bench -w @telltale/orm`.
 *
 * Each contender does the same work on the same number of rows; rounds alternate between contenders, so that a slow
 * moment of the machine hits all of them, and the best round of each counts. Waterline takes part when its packages are
 * installed (`npm install --prefix packages/orm/bench`).
 */

import { createOrm, defineModel } from '@telltale/orm';
import BetterSqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';

const rounds = Number(process.env.ROUNDS ?? 7);
const milliseconds = Number(process.env.MILLISECONDS ?? 400);
const rows = 1_000;
const bookAttributes = {
  title: { type: 'string', required: true },
  pages: { type: 'number' },
  isRead: { type: 'boolean' },
  author: { model: 'author' },
};

const contenders = [await telltale(), await kysely()];
const waterline = await openWaterline();
if (waterline) contenders.push(waterline);
else console.log('Waterline is left out; install it with `npm install --prefix packages/orm/bench`.');

const cases = [
  'find by key',
  'find 30',
  'create',
  'update by key',
  'count where',
  'find 30, populate to-one',
  'find 30, populate to-many',
];
console.log(
  `Operations per second, best of ${rounds} rounds of ${milliseconds} ms; Node ${process.version}\n`,
);
console.log(`| case | ${contenders.map(({ name }) => name).join(' | ')} | cost of the ORM against Kysely |`);
console.log(`|---|${contenders.map(() => '--:').join('|')}|--:|`);
for (const name of cases) {
  const best = new Map();
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of contenders) {
      const perSecond = await measure(contender.cases[name], contender.name === 'Waterline' ? 50 : 200);
      best.set(contender.name, Math.max(best.get(contender.name) ?? 0, perSecond));
    }
  }
  const numbers = contenders.map((contender) => Math.round(best.get(contender.name)).toLocaleString('en'));
  console.log(
    `| ${name} | ${numbers.join(' | ')} | ${(best.get('Kysely') / best.get('Telltale')).toFixed(2)} × |`,
  );
}
for (const contender of contenders) await contender.close();

async function measure(run, warmUp) {
  for (let at = 0; at < warmUp; at += 1) await run(at);
  let done = 0;
  const begun = performance.now();
  let elapsed = 0;
  while (elapsed < milliseconds) {
    for (let at = 0; at < 20; at += 1) await run(done + at);
    done += 20;
    elapsed = performance.now() - begun;
  }
  return (done / elapsed) * 1_000;
}

function key(at) {
  return (at % rows) + 1;
}

async function telltale() {
  const orm = await createOrm({
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
  return {
    name: 'Telltale',
    close: () => orm.close(),
    cases: {
      'find by key': (at) => book.findOne(key(at)),
      'find 30': (at) => book.find({ pages: { '>=': at % 900 } }).limit(30),
      create: (at) => draft.create({ title: `new ${at}`, pages: at, isRead: true, author: 1 }),
      'update by key': (at) => book.updateOne(key(at)).set({ pages: at }),
      'count where': (at) => book.count({ id: { '<': key(at) } }),
      'find 30, populate to-one': (at) =>
        book
          .find({ id: { '>': at % 900 } })
          .limit(30)
          .populate('author'),
      'find 30, populate to-many': (at) =>
        author
          .find({ id: { '>': at % 900 } })
          .limit(30)
          .populate('books', { limit: 3 }),
    },
  };
}

async function kysely() {
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
  return {
    name: 'Kysely',
    close: () => db.destroy(),
    cases: {
      'find by key': (at) => db.selectFrom('book').selectAll().where('id', '=', key(at)).executeTakeFirst(),
      'find 30': (at) =>
        db
          .selectFrom('book')
          .selectAll()
          .where('pages', '>=', at % 900)
          .orderBy('id')
          .limit(30)
          .execute(),
      create: (at) => insert('draft', { title: `new ${at}`, pages: at, isRead: 1, author: 1 }),
      'update by key': (at) =>
        db
          .updateTable('book')
          .set({ pages: at, updatedAt: Date.now() })
          .where('id', '=', key(at))
          .returningAll()
          .executeTakeFirst(),
      'count where': (at) =>
        db
          .selectFrom('book')
          .select((builder) => builder.fn.countAll().as('n'))
          .where('id', '<', key(at))
          .executeTakeFirst(),
      'find 30, populate to-one': async (at) => {
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
      'find 30, populate to-many': async (at) => {
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
        const byAuthor = Map.groupBy ? Map.groupBy(books, ({ author }) => author) : groupBy(books);
        return authors.map((each) => ({ ...each, books: byAuthor.get(each.id) ?? [] }));
      },
    },
  };
}

function groupBy(books) {
  const groups = new Map();
  for (const book of books) groups.set(book.author, [...(groups.get(book.author) ?? []), book]);
  return groups;
}

async function openWaterline() {
  let Waterline;
  let disk;
  try {
    ({ default: Waterline } = await import('waterline'));
    ({ default: disk } = await import('sails-disk'));
  } catch {
    return undefined;
  }
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
  return {
    name: 'Waterline',
    close: () => new Promise((resolve) => Waterline.stop(orm, resolve)),
    cases: {
      'find by key': (at) => book.findOne(key(at)),
      'find 30': (at) =>
        book
          .find({ pages: { '>=': at % 900 } })
          .sort('id ASC')
          .limit(30),
      create: (at) => draft.create({ title: `new ${at}`, pages: at, isRead: true, author: 1 }).fetch(),
      'update by key': (at) => book.updateOne(key(at)).set({ pages: at }),
      'count where': (at) => book.count({ id: { '<': key(at) } }),
      'find 30, populate to-one': (at) =>
        book
          .find({ id: { '>': at % 900 } })
          .sort('id ASC')
          .limit(30)
          .populate('author'),
      'find 30, populate to-many': (at) =>
        author
          .find({ id: { '>': at % 900 } })
          .sort('id ASC')
          .limit(30)
          .populate('books', { limit: 3 }),
    },
  };
}

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
