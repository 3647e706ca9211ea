/** Telltale's models on SQLite, with blueprints alone. @module */
import { join } from 'node:path';
import { Sails } from 'telltale';
import { all, book, count, shelf, thing } from '../../models.mjs';
import { announce } from '../control.mjs';
import { definitions } from './definitions.mjs';
import { makeStore } from './store.mjs';

const sails = new Sails();
await sails.lift({
  port: 0,
  environment: 'production',
  log: { level: 'error' },
  globals: false,
  hooks: { session: false },
  // Every subscriber hears of thousands of records; the default bound on rooms is for the hostile.
  sockets: { limits: { messagesPerSecond: 1_000_000, roomsPerSocket: 1_000_000 } },
  // In production the routes of models are closed unless they are opened by name.
  blueprints: { rest: true, shortcuts: false },
  datastores: { default: { url: `sqlite:${join(makeStore(), 'data.db')}` } },
  // In production tables are made by migrations; here there is an empty file.
  models: { migrate: 'alter' },
  orm: { moduleDefinitions: { models: definitions } },
});
const { models } = sails;
await models.thing.createEach(all(thing, count.thing));
await models.shelf.createEach(all(shelf, count.shelf));
await models.book.createEach(all(book, count.book));
announce({ port: sails.fastify.server.address().port });
