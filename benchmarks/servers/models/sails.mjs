/** Sails 1.5 with its ORM on sails-disk, with blueprints alone. @module */
import sailsModule from 'sails';
import sailsDisk from 'sails-disk';
import ormHook from 'sails-hook-orm';
import socketsHook from 'sails-hook-sockets';
import { all, book, count, shelf, thing } from '../../models.mjs';
import { announce } from '../control.mjs';
import { freePort } from '../free-port.mjs';
import { definitions } from './definitions.mjs';
import { makeStore } from './store.mjs';

const port = await freePort();
const sails = new sailsModule.Sails();
const lift = {
  port,
  explicitHost: '127.0.0.1',
  appPath: import.meta.dirname,
  environment: 'production',
  log: { level: 'error' },
  globals: false,
  loadHooks: [
    'moduleloader',
    'logger',
    'request',
    'responses',
    'helpers',
    'orm',
    'policies',
    'blueprints',
    'http',
    'sockets',
    'pubsub',
  ],
  hooks: { sockets: socketsHook, orm: ormHook },
  sockets: { onlyAllowOrigins: [`http://127.0.0.1:${port}`] },
  blueprints: { rest: true, shortcuts: false, actions: false },
  datastores: { default: { adapter: 'sails-disk', dir: makeStore() } },
  models: {
    // Sails takes no 'alter' in production; the folder is empty, and the adapter makes files as they are needed.
    migrate: 'safe',
    schema: true,
    cascadeOnDestroy: true,
    attributes: {
      createdAt: { type: 'number', autoCreatedAt: true, autoMigrations: { columnType: '_numbertimestamp' } },
      updatedAt: { type: 'number', autoUpdatedAt: true, autoMigrations: { columnType: '_numbertimestamp' } },
      id: {
        type: 'number',
        autoMigrations: { autoIncrement: true, unique: true, columnType: '_numberkey' },
      },
    },
  },
  orm: { moduleDefinitions: { models: definitions, adapters: { 'sails-disk': sailsDisk } } },
};
await new Promise((resolve, reject) => sails.lift(lift, (error) => (error ? reject(error) : resolve())));
const { models } = sails;
await models.thing.createEach(all(thing, count.thing));
await models.shelf.createEach(all(shelf, count.shelf));
await models.book.createEach(all(book, count.book));
announce({ port });
