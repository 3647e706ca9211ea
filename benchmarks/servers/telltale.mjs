/** Telltale's framework: an app in code, with classic actions, sockets and HTTP. @module */
import { Sails } from 'telltale';
import { helloBody, room } from '../payloads.mjs';
import { announce } from './control.mjs';

const sails = new Sails();
await sails.lift({
  port: 0,
  environment: 'production',
  log: { level: 'error' },
  globals: false,
  hooks: { session: false },
  // The load is one client that asks as fast as it can; the default limit of 1,000 messages a second is for the hostile.
  sockets: { limits: { messagesPerSecond: 1_000_000 } },
  routes: {
    'GET /hello': (_request, response) => response.json(helloBody),
    'GET /join': (request, response) => {
      sails.sockets.join(request, room, (error) =>
        error ? response.serverError(error) : response.json(helloBody),
      );
    },
  },
});
announce({
  port: sails.fastify.server.address().port,
  broadcast: (message) => sails.sockets.broadcast(room, 'message', message),
});
