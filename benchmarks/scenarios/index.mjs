/** What is measured, and the budget of each: the most that Telltale may cost, as a ratio to the baseline. @module */
import { connects } from './connects.mjs';
import { fanOut } from './fan-out.mjs';
import { http } from './http.mjs';
import { memory } from './memory.mjs';
import { models } from './models.mjs';
import { orm } from './orm.mjs';
import { requests } from './requests.mjs';

const ofModels = {
  kind: 'models',
  servers: 'models',
  baseline: 'sails',
  unit: 'µs CPU',
  per: 'operation',
};
const ofOrm = { kind: 'orm', servers: 'orm', baseline: 'kysely', unit: 'µs CPU', per: 'call' };
const createBudget = {
  budget: 1 / 4.5,
  note: "The budget is at least 4.5 times Sails' creates for the same CPU: at most 0.222 of its CPU for one",
};

const ofSessions = {
  kind: 'session',
  servers: 'sessions',
  baseline: 'session-off',
  unit: 'µs CPU',
  budget: 1.5,
};

const cpu = { kind: 'socket', baseline: 'socket.io', unit: 'µs CPU' };

/** Scenarios in the order in which they run. `--only` names an id, or the start of several. */
export const scenarios = [
  {
    id: 'request-1',
    title: 'Request and acknowledgement, one at a time',
    per: 'request',
    ...cpu,
    budget: 1.0,
    // On two processors a lone request mostly pays for waking the other, idle one, or does not, as it happens: in a
    // virtual machine that is 55 µs or 20, whatever the server does.
    oneProcessor: true,
    prepare: requests({ connections: 1, inFlight: 1 }),
  },
  {
    id: 'request-50',
    title: 'Request and acknowledgement, 50 in flight on one socket',
    per: 'request',
    ...cpu,
    budget: 0.75,
    prepare: requests({ connections: 1, inFlight: 50 }),
  },
  {
    id: 'request-50x1',
    title: 'Request and acknowledgement, 50 sockets with one in flight each',
    per: 'request',
    ...cpu,
    prepare: requests({ connections: 50, inFlight: 1 }),
  },
  {
    id: 'fan-out-100',
    title: 'Fan-out to 100 sockets, 10 broadcasts per tick',
    per: 'delivered message',
    ...cpu,
    budget: 0.1,
    prepare: fanOut({ connections: 100, perTick: 10, ticks: 20 }),
  },
  {
    id: 'fan-out-long',
    title: 'Fan-out to 100 sockets, 10 broadcasts per tick, each 1,000 bytes longer',
    per: 'delivered message',
    ...cpu,
    prepare: fanOut({ connections: 100, perTick: 10, ticks: 20, more: 1_000 }),
  },
  {
    id: 'fan-out-1000',
    title: 'Fan-out to 1,000 sockets, 10 broadcasts per tick',
    per: 'delivered message',
    ...cpu,
    budget: 0.35,
    prepare: fanOut({ connections: 1_000, perTick: 10, ticks: 2 }),
  },
  {
    id: 'fan-out-single',
    title: 'Fan-out to 1,000 sockets, one broadcast at a time',
    per: 'delivered message',
    ...cpu,
    budget: 0.7,
    prepare: fanOut({ connections: 1_000, perTick: 1, ticks: 20 }),
  },
  {
    id: 'connect',
    title: 'Connecting',
    per: 'new socket',
    ...cpu,
    prepare: connects({ warmUp: 600, count: 1_200, concurrency: 20 }),
  },
  {
    id: 'memory',
    title: 'Memory of an idle socket, the second 2,000 of 4,000',
    per: 'socket',
    kind: 'socket',
    baseline: 'socket.io',
    unit: 'KiB',
    budget: 0.95,
    // A heap that waits gives memory back, and takes it again with the sockets.
    alone: true,
    prepare: memory({ count: 4_000 }),
  },
  {
    id: 'session-1',
    title: 'Request over a socket that has a session, one at a time',
    per: 'request',
    ...ofSessions,
    oneProcessor: true,
    prepare: requests({ connections: 1, inFlight: 1 }),
  },
  {
    id: 'session-50',
    title: 'Request over a socket that has a session, 50 in flight',
    per: 'request',
    ...ofSessions,
    prepare: requests({ connections: 1, inFlight: 50 }),
  },
  {
    id: 'http',
    title: 'HTTP, 50 kept-alive connections',
    per: 'request',
    kind: 'http',
    baseline: 'fastify',
    unit: 'µs CPU',
    budget: 1 / 0.8,
    note: "The budget is at least 0.8 of bare Fastify's requests for the same CPU: at most 1.25 of its CPU for a request",
    // On two, how many answers leave between two looks at the network depends on who wakes whom, and varies with each run.
    oneProcessor: true,
    prepare: http({ connections: 50 }),
  },
  {
    id: 'models-create-socket',
    title: 'Blueprint create over a socket, 10 in flight, 100 subscribers told',
    ...ofModels,
    ...createBudget,
    prepare: models({ kind: 'create', transport: 'socket', inFlight: 10, subscribers: 100 }),
  },
  {
    id: 'models-create-one',
    title: 'Blueprint create over a socket, one at a time, 100 subscribers told',
    ...ofModels,
    ...createBudget,
    prepare: models({ kind: 'create', transport: 'socket', inFlight: 1, subscribers: 100 }),
  },
  {
    id: 'models-create-http',
    title: 'Blueprint create over HTTP, 10 in flight, 100 subscribers told',
    ...ofModels,
    ...createBudget,
    prepare: models({ kind: 'create', transport: 'http', inFlight: 10, subscribers: 100 }),
  },
  {
    id: 'models-find-socket',
    title: '30 records, over a socket, 10 in flight',
    ...ofModels,
    prepare: models({ kind: 'find', transport: 'socket', inFlight: 10 }),
  },
  {
    id: 'models-find-http',
    title: '30 records, over HTTP, 10 in flight',
    ...ofModels,
    prepare: models({ kind: 'find', transport: 'http', inFlight: 10 }),
  },
  {
    id: 'models-get-socket',
    title: 'One record by its key, over a socket, 10 in flight',
    ...ofModels,
    prepare: models({ kind: 'get', transport: 'socket', inFlight: 10 }),
  },
  {
    id: 'models-get-http',
    title: 'One record by its key, over HTTP, 10 in flight',
    ...ofModels,
    prepare: models({ kind: 'get', transport: 'http', inFlight: 10 }),
  },
  {
    id: 'models-populate-socket',
    title: 'One record with its 20 members, over a socket, 10 in flight',
    ...ofModels,
    prepare: models({ kind: 'populate', transport: 'socket', inFlight: 10 }),
  },
  {
    id: 'models-populate-http',
    title: 'One record with its 20 members, over HTTP, 10 in flight',
    ...ofModels,
    prepare: models({ kind: 'populate', transport: 'http', inFlight: 10 }),
  },
  {
    id: 'orm-find-key',
    title: 'The ORM alone: find by key',
    ...ofOrm,
    budget: 1.5,
    prepare: orm({ kind: 'find-key' }),
  },
  {
    id: 'orm-create',
    title: 'The ORM alone: create',
    ...ofOrm,
    budget: 1.5,
    prepare: orm({ kind: 'create' }),
  },
  {
    id: 'orm-update-key',
    title: 'The ORM alone: update by key',
    ...ofOrm,
    prepare: orm({ kind: 'update-key' }),
  },
  {
    id: 'orm-find-30',
    title: 'The ORM alone: find 30',
    ...ofOrm,
    prepare: orm({ kind: 'find-30' }),
  },
  {
    id: 'orm-populate-many',
    title: 'The ORM alone: find 30, populate 3 members of each',
    ...ofOrm,
    prepare: orm({ kind: 'populate-many' }),
  },
];
