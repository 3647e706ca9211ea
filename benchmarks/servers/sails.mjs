/** Sails 1.5 with its sockets hook: classic actions, no session, no disk. @module */
import sailsModule from 'sails';
import socketsHook from 'sails-hook-sockets';
import { helloBody, room } from '../payloads.mjs';
import { announce } from './control.mjs';
import { freePort } from './free-port.mjs';

// Sails wants to know its origin before it listens.
const port = await freePort();
const sails = new sailsModule.Sails();
const lift = {
  port,
  explicitHost: '127.0.0.1',
  appPath: import.meta.dirname,
  environment: 'production',
  log: { level: 'error' },
  globals: false,
  loadHooks: ['moduleloader', 'logger', 'request', 'responses', 'helpers', 'policies', 'http', 'sockets'],
  hooks: { sockets: socketsHook },
  sockets: { onlyAllowOrigins: [`http://127.0.0.1:${port}`] },
  routes: {
    'GET /hello': (_request, response) => response.json(helloBody),
    'GET /join': (request, response) => {
      sails.sockets.join(request, room, (error) =>
        error ? response.serverError(error) : response.json(helloBody),
      );
    },
  },
};
await new Promise((resolve, reject) => sails.lift(lift, (error) => (error ? reject(error) : resolve())));
announce({ port, broadcast: (message) => sails.sockets.broadcast(room, 'message', message) });
