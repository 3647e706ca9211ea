/** Operations on models. @module */
import { warmUp } from './warm-up.mjs';
import { windowOf } from './window.mjs';

/**
 * Measures server CPU per operation.
 *
 * @param shape.kind of `operations` in models.mjs
 * @param shape.transport `'socket'`: one WebSocket; `'http'`: a kept-alive connection for each request in flight
 * @param shape.inFlight operations that wait for an answer at a time
 * @param shape.subscribers sockets that are told of each new record; an operation is done when all have been
 */
export function models({ kind, transport, inFlight, subscribers = 0 }) {
  return async function prepare(context) {
    const { server, load, peer, seconds, sliceSeconds } = context;
    const order = { port: server.port, dialect: peer.dialect, transport, inFlight, subscribers };
    await load.call('openModelWork', order);
    const work = (count) => load.call('workOnModels', { kind, count });
    const perSecond = await warmUp(work, { first: 40, least: 320, seconds: seconds * 0.6 });
    const count = Math.max(inFlight, Math.ceil(perSecond * sliceSeconds));
    return () => windowOf(context, count, () => work(count));
  };
}
