/** Lifts an app's folder with a released Sails 1.5, in a process of its own, and says its port. @module */
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';

const [, , appPath] = process.argv;
// What Sails finds among the app's packages comes from those of the benchmarks.
const require = createRequire(new URL('../../benchmarks/package.json', import.meta.url));
const { Sails } = require('sails');
const rc = require('sails/accessible/rc');

process.chdir(appPath);
const probe = createServer().listen(0, '127.0.0.1');
await once(probe, 'listening');
const { port } = probe.address();
await new Promise((resolve) => probe.close(resolve));

const app = new Sails();
const given = rc();
const options = {
  ...given,
  port,
  explicitHost: '127.0.0.1',
  appPath,
  log: { level: process.env.SAILS_LOG ?? 'silent' },
  // The two hooks that every app of Sails with models and sockets installs.
  hooks: { ...given.hooks, orm: require('sails-hook-orm'), sockets: require('sails-hook-sockets') },
  orm: { moduleDefinitions: { adapters: { 'sails-disk': require('sails-disk') } } },
};
await new Promise((resolve, reject) => app.lift(options, (error) => (error ? reject(error) : resolve())));
process.send({ port });
process.once('disconnect', () => process.exit());
