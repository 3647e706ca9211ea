/** New sockets. @module */
import { cpuOf } from './window.mjs';

/** Measures server CPU per new socket, WebSocket from the start, `concurrency` handshakes at a time. */
export function connects({ warmUp, count, concurrency }) {
  return async function measure(context) {
    const { server, load, peer, seconds } = context;
    const order = { port: server.port, dialect: peer.dialect, concurrency };
    await load.call('connect', { ...order, count: warmUp });
    const measured = Math.ceil(count * seconds);
    const { cpu, result } = await cpuOf(context, () => load.call('connect', { ...order, count: measured }));
    return { value: cpu / measured, perSecond: measured / result };
  };
}
