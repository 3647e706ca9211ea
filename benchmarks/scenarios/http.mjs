/** HTTP requests on kept-alive connections. @module */
import { cpuOf } from './window.mjs';

/** Measures server CPU per HTTP request with one request in flight on each of `connections` connections. */
export function http({ connections, warmUp }) {
  return async function measure(context) {
    const { server, load, seconds } = context;
    await load.call('openHttpClients', { port: server.port, connections });
    await load.call('sendHttpRequests', { count: warmUp / 2 });
    const half = await load.call('sendHttpRequests', { count: warmUp / 2 });
    const count = connections * Math.ceil((warmUp / 2 / half) * (seconds / connections));
    const { cpu, result } = await cpuOf(context, () => load.call('sendHttpRequests', { count }));
    return { value: cpu / count, perSecond: count / result };
  };
}
