/** Bare Fastify, over HTTP. @module */
import Fastify from 'fastify';
import { helloBody } from '../payloads.mjs';
import { announce } from './control.mjs';

const fastify = Fastify();
fastify.get('/hello', async () => helloBody);

await fastify.listen({ port: 0, host: '127.0.0.1' });
announce({ port: fastify.server.address().port });
