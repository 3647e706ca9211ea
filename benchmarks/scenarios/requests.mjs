/** Request and acknowledgement over sockets. @module */
import { cpuOf } from './window.mjs';

/** Measures server CPU per request with `inFlight` requests in flight on each of `connections` sockets. */
export function requests({ connections, inFlight, warmUp }) {
  return async function measure(context) {
    const { server, load, peer, seconds } = context;
    await load.call('openRequesters', { port: server.port, dialect: peer.dialect, connections, inFlight });
    await load.call('sendRequests', { count: warmUp / 2 });
    const half = await load.call('sendRequests', { count: warmUp / 2 });
    const count = connections * Math.ceil((warmUp / 2 / half) * (seconds / connections));
    const { cpu, result } = await cpuOf(context, () => load.call('sendRequests', { count }));
    return { value: cpu / count, perSecond: count / result };
  };
}
