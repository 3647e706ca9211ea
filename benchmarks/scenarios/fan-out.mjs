/** Broadcasts to a room. @module */
import { warmUp } from './warm-up.mjs';
import { windowOf } from './window.mjs';

/**
 * Measures server CPU per delivered message.
 *
 * @param shape.connections sockets in the room
 * @param shape.perTick broadcasts in one turn of the event loop
 * @param shape.ticks such turns in one order to the server; the next order comes when every socket has got them all
 * @param shape.more characters by which each message is longer than the short one
 */
export function fanOut({ connections, perTick, ticks, more = 0 }) {
  return async function prepare(context) {
    const { server, load, peer, seconds, sliceSeconds } = context;
    await load.call('openReceivers', { port: server.port, dialect: peer.dialect, connections });
    let first = 1_000_000;
    // One big collection of what starting left, if it fell into the window, would count for more than the work.
    await server.call('collectGarbage');
    const perSecond = await warmUp(repeat, { first: 4, least: 8, seconds });
    const orders = Math.ceil(perSecond * sliceSeconds);
    const deliveries = orders * ticks * perTick * connections;
    return () => windowOf(context, deliveries, () => repeat(orders));

    async function repeat(times) {
      for (let time = 0; time < times; time++) {
        await load.call('expectMessages', { dialect: peer.dialect, first, count: ticks * perTick, more });
        await server.call('broadcast', { first, ticks, perTick, more });
        await load.call('receiveMessages');
        first += ticks * perTick;
      }
    }
  };
}
