/** Lifts a released Sails 1.5 app in a process of its own, from the benchmarks' dependencies, and says its port. */
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';

const require = createRequire(new URL('../../benchmarks/package.json', import.meta.url));
const { Sails } = require('sails');
const socketsHook = require('sails-hook-sockets');

const app = new Sails();

const routes = {
  'GET /hello': (_req, res) => res.json({ hi: 1 }),
  'GET /plain': (_req, res) => res.send('plain text'),
  '/echo': (req, res) => {
    const { method, body, query, isSocket } = req;
    return res.json({ method, body, query, isSocket, token: req.get('x-token') });
  },
  'GET /forbidden': (_req, res) => res.forbidden(),
  'GET /throws': () => {
    throw new Error('on purpose');
  },
  'GET /moved': (_req, res) => res.redirect('/hello'),
  'GET /nothing': (_req, res) => res.status(204).send(),
  'GET /count': (req, res) => {
    if (!req.session) return res.json({ session: false });
    req.session.count = (req.session.count ?? 0) + 1;
    return res.json({ session: true, count: req.session.count });
  },
  'GET /join': (req, res) => {
    app.sockets.join(req, 'funSockets', () => {
      app.sockets.broadcast('funSockets', 'hello', { id: app.sockets.getId(req) });
      res.ok();
    });
  },
  'GET /kick': (req) => req.socket.disconnect(),
  'GET /cut': (req) => req.socket.conn.close(true),
};

const probe = createServer().listen(0, '127.0.0.1');
await once(probe, 'listening');
const { port } = probe.address();
await new Promise((resolve) => probe.close(resolve));

const options = {
  port,
  explicitHost: '127.0.0.1',
  appPath: import.meta.dirname,
  environment: 'development',
  log: { level: 'silent' },
  globals: false,
  hooks: { sockets: socketsHook, grunt: false },
  loadHooks: [
    'moduleloader',
    'logger',
    'request',
    'responses',
    'helpers',
    'policies',
    'session',
    'security',
    'http',
    'sockets',
  ],
  session: { secret: 'for this test alone' },
  routes,
};
await new Promise((resolve, reject) => app.lift(options, (error) => (error ? reject(error) : resolve())));
process.send({ port });
process.once('disconnect', () => process.exit());
