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
  telltale: {
    title: 'Telltale',
    package: 'telltale',
    dialect: 'sails',
    kinds: ['socket', 'http', 'models'],
  },
  ws: { title: 'ws (no protocol)', package: 'ws', dialect: 'ws', kinds: ['socket'] },
  sails: { title: 'Sails', package: 'sails', dialect: 'sails', kinds: ['socket', 'http', 'models'] },
  feathers: {
    title: 'Feathers',
    package: '@feathersjs/feathers',
    dialect: 'feathers',
    kinds: ['socket', 'http', 'models'],
  },
  'session-off': { title: 'Without sessions', package: 'telltale', dialect: 'sails', kinds: ['session'] },
  'session-untouched': {
    title: 'Session untouched',
    package: 'telltale',
    dialect: 'sails',
    kinds: ['session'],
  },
  'session-read': { title: 'Session read', package: 'telltale', dialect: 'sails', kinds: ['session'] },
  'session-write': { title: 'Session changed', package: 'telltale', dialect: 'sails', kinds: ['session'] },
  kysely: { title: 'Kysely', package: 'kysely', kinds: ['orm'] },
  'telltale-orm': { title: '@telltale/orm', package: '@telltale/orm', kinds: ['orm'] },
  waterline: { title: 'Waterline', package: 'waterline', kinds: ['orm'] },
};

/** Telltale's forms: the peers that have budgets. */
export const ours = [
  'telltale-realtime',
  'telltale',
  'telltale-orm',
  'session-untouched',
  'session-read',
  'session-write',
];
