/** Memory of idle sockets. @module */

/** Measures resident memory per idle socket of the second half of `count`, after garbage collection, in KiB. */
export function memory({ count }) {
  return async function measure({ server, load, peer }) {
    const order = { port: server.port, dialect: peer.dialect, concurrency: 50, count: count / 2 };
    await load.call('connect', order);
    const before = await server.call('memory');
    await load.call('connect', order);
    const after = await server.call('memory');
    return { value: (after - before) / (count / 2) / 1024 };
  };
}
