/** Feathers 5 on Koa and Socket.IO: a service for the requests, a channel and a publisher for the fan-out. @module */
import { once } from 'node:events';
import { feathers } from '@feathersjs/feathers';
import { bodyParser, errorHandler, koa, rest } from '@feathersjs/koa';
import socketio from '@feathersjs/socketio';
import { helloBody, room } from '../payloads.mjs';
import { announce } from './control.mjs';

const app = koa(feathers());
app.use(errorHandler());
app.use(bodyParser());
app.configure(rest());
app.configure(socketio({ transports: ['websocket'] }));
app.use('hello', { find: async () => helloBody });
app.use('join', {
  async find({ connection }) {
    app.channel(room).join(connection);
    return helloBody;
  },
});
app.use('messages', { create: async (message) => message });
app.service('messages').publish('created', () => app.channel(room));

const server = await app.listen(0, '127.0.0.1');
await once(server, 'listening');
announce({
  port: server.address().port,
  broadcast: (message) => app.service('messages').emit('created', message),
});
