/** An app with sessions in memory, whose one socket has one; the peers differ in what their action does with it. @module */
import { Sails } from 'telltale';
import { announce } from '../control.mjs';

/**
 * Lifts it.
 *
 * @param action answers `GET /hello`
 * @param hooks parts that are off
 */
export async function serve(action, hooks = {}) {
  const sails = new Sails();
  await sails.lift({
    port: 0,
    environment: 'production',
    log: { level: 'error' },
    globals: false,
    hooks,
    session: { secret: 'of the benchmarks alone' },
    sockets: { limits: { messagesPerSecond: 1_000_000 } },
    routes: { 'GET /hello': action },
  });
  announce({ port: sails.fastify.server.address().port });
}
