/** Request and acknowledgement over sockets. @module */
import { warmUp } from './warm-up.mjs';
import { windowOf } from './window.mjs';

/** Measures server CPU per request with `inFlight` requests in flight on each of `connections` sockets. */
export function requests({ connections, inFlight }) {
  return async function prepare(context) {
    const { server, load, peer, seconds, sliceSeconds } = context;
    const { dialect } = peer;
    await load.call('openRequesters', { port: server.port, dialect, connections, inFlight });
    const send = (count) => load.call('sendRequests', { count });
    const perSecond = await warmUp(send, { first: 1_000, least: 8_000, seconds });
    const count = connections * Math.ceil((perSecond * sliceSeconds) / connections);
    return () => windowOf(context, count, () => send(count));
  };
}
