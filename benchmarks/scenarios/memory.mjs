/** Memory of idle sockets. @module */

/** Measures resident memory per idle socket of the second half of `count`, after garbage collection, in KiB. */
export function memory({ count }) {
  return async function prepare({ server, load, peer }) {
    const order = { port: server.port, dialect: peer.dialect, concurrency: 50, count: count / 2 };
    await load.call('connect', order);
    return async () => {
      const before = await server.call('memory');
      await load.call('connect', order);
      const after = await server.call('memory');
      return { cost: (after - before) / 1024, operations: count / 2 };
    };
  };
}
