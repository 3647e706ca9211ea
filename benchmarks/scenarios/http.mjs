/** HTTP requests on kept-alive connections. @module */
import { warmUp } from './warm-up.mjs';
import { windowOf } from './window.mjs';

/** Measures server CPU per HTTP request with one request in flight on each of `connections` connections. */
export function http({ connections }) {
  return async function prepare(context) {
    const { server, load, seconds, sliceSeconds } = context;
    await load.call('openHttpClients', { port: server.port, connections });
    const send = (count) => load.call('sendHttpRequests', { count });
    const perSecond = await warmUp(send, { first: 1_000, least: 8_000, seconds });
    const count = connections * Math.ceil((perSecond * sliceSeconds) / connections);
    return () => windowOf(context, count, () => send(count));
  };
}
