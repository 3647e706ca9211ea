/** Feathers 5 with its SQL adapter on SQLite: a service a table, times and populate as hooks, a channel for what is new. @module */
import { once } from 'node:events';
import { join } from 'node:path';
import { feathers } from '@feathersjs/feathers';
import { KnexService } from '@feathersjs/knex';
import { bodyParser, errorHandler, koa, rest } from '@feathersjs/koa';
import socketio from '@feathersjs/socketio';
import knex from 'knex';
import { all, book, booksOfShelf, count, shelf, thing } from '../../models.mjs';
import { announce } from '../control.mjs';
import { makeStore } from './store.mjs';

const database = knex({
  client: 'better-sqlite3',
  connection: { filename: join(makeStore(), 'data.db') },
  useNullAsDefault: true,
  pool: {
    // What Telltale sets by itself.
    afterCreate(connection, done) {
      connection.pragma('journal_mode = wal');
      connection.pragma('synchronous = normal');
      connection.pragma('foreign_keys = on');
      done();
    },
  },
});
const columns = {
  thing: (table) => table.string('name').notNullable() && table.float('size'),
  shelf: (table) => table.string('name').notNullable(),
  book: (table) => {
    table.string('title').notNullable();
    table.float('pages');
    table.integer('shelf').index();
  },
};
for (const [name, add] of Object.entries(columns)) {
  await database.schema.createTable(name, (table) => {
    table.integer('createdAt');
    table.integer('updatedAt');
    table.increments('id');
    add(table);
  });
}

const app = koa(feathers());
app.use(errorHandler());
app.use(bodyParser());
app.configure(rest());
app.configure(socketio({ transports: ['websocket'] }));
const times = {
  create(context) {
    const now = Date.now();
    context.data = { createdAt: now, updatedAt: now, ...context.data };
  },
};
for (const name of Object.keys(columns)) {
  app.use(name, new KnexService({ Model: database, name }));
  app.service(name).hooks({ before: times });
}
app.service('shelf').hooks({
  after: {
    async get({ result }) {
      result.books = await app
        .service('book')
        .find({ query: { shelf: result.id, $limit: booksOfShelf + 10 } });
    },
  },
});
app.use('join', {
  async find({ connection }) {
    app.channel('thing').join(connection);
    return [];
  },
});
app.service('thing').publish('created', () => app.channel('thing'));

for (const [name, values] of Object.entries({ thing, shelf, book })) {
  const rows = all(values, count[name]).map((row) => ({ createdAt: 1, updatedAt: 1, ...row }));
  await database.batchInsert(name, rows, 100);
}
const server = await app.listen(0, '127.0.0.1');
await once(server, 'listening');
announce({ port: server.address().port });
