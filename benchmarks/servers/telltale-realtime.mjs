/** Telltale's plugin alone, in a Fastify app. @module */
import realtime from '@telltale/realtime';
import Fastify from 'fastify';
import { helloBody, room } from '../payloads.mjs';
import { announce } from './control.mjs';

const fastify = Fastify();
// The load is one client that asks as fast as it can; the default limit of 1,000 messages a second is for the hostile.
await fastify.register(realtime, { limits: { messagesPerSecond: 1_000_000 } });
fastify.get('/hello', async () => helloBody);
fastify.get('/join', async (request) => {
  await fastify.sockets.join(request, room);
  return helloBody;
});

await fastify.listen({ port: 0, host: '127.0.0.1' });
announce({
  port: fastify.server.address().port,
  broadcast: (message) => fastify.sockets.broadcast(room, 'message', message),
});
