/** New sockets. @module */
import { windowOf } from './window.mjs';

/** Measures server CPU per new socket, WebSocket from the start, `concurrency` handshakes at a time. */
export function connects({ warmUp, count, concurrency }) {
  return async function prepare(context) {
    const { server, load, peer, sliceSeconds } = context;
    const order = { port: server.port, dialect: peer.dialect, concurrency };
    await load.call('connect', { ...order, count: warmUp });
    const measured = Math.ceil(count * sliceSeconds);
    return () => windowOf(context, measured, () => load.call('connect', { ...order, count: measured }));
  };
}
