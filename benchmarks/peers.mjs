/** Who is measured: a server file, what it speaks, and what it can do. The order is the order within a round. @module */

/** Peers by id, as `--peers` names them. */
export const peers = {
  'socket.io': { title: 'Socket.IO', package: 'socket.io', dialect: 'sails', kinds: ['socket'] },
  fastify: { title: 'Fastify', package: 'fastify', kinds: ['http'] },
  'telltale-realtime': {
    title: '@telltale/realtime in Fastify',
    package: '@telltale/realtime',
    dialect: 'sails',
    kinds: ['socket', 'http'],
  },
  telltale: { title: 'Telltale', package: 'telltale', dialect: 'sails', kinds: ['socket', 'http'] },
  ws: { title: 'ws (no protocol)', package: 'ws', dialect: 'ws', kinds: ['socket'] },
  sails: { title: 'Sails', package: 'sails', dialect: 'sails', kinds: ['socket', 'http'] },
  feathers: {
    title: 'Feathers',
    package: '@feathersjs/feathers',
    dialect: 'feathers',
    kinds: ['socket', 'http'],
  },
};

/** Telltale's two forms: the peers that have budgets. */
export const ours = ['telltale-realtime', 'telltale'];
