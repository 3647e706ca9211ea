/** Operations on models. @module */
import { cpuOf } from './window.mjs';

/**
 * Measures server CPU per operation.
 *
 * @param shape.kind of `operations` in models.mjs
 * @param shape.transport `'socket'`: one WebSocket; `'http'`: a kept-alive connection for each request in flight
 * @param shape.inFlight operations that wait for an answer at a time
 * @param shape.subscribers sockets that are told of each new record; an operation is done when all have been
 */
export function models({ kind, transport, inFlight, subscribers = 0 }) {
  return async function measure(context) {
    const { server, load, peer, seconds } = context;
    const order = { port: server.port, dialect: peer.dialect, transport, inFlight, subscribers };
    await load.call('openModelWork', order);
    const perSecond = await warmUp();
    const count = Math.max(inFlight, Math.ceil(perSecond * seconds));
    const { cpu, result } = await cpuOf(context, () => load.call('workOnModels', { kind, count }));
    return { value: cpu / count, perSecond: count / result };

    /** Peers differ by a factor of twenty, so that the warm-up has a length in time; but no code is quick when it is new. @returns operations per second */
    async function warmUp() {
      for (let count = 40; ; count *= 2) {
        const took = await load.call('workOnModels', { kind, count });
        if (count >= 320 && took >= seconds * 0.6) return count / took;
      }
    }
  };
}
