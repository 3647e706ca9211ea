/** What is measured, and the budget of each: the most that Telltale may cost, as a ratio to the baseline. @module */
import { connects } from './connects.mjs';
import { fanOut } from './fan-out.mjs';
import { http } from './http.mjs';
import { memory } from './memory.mjs';
import { requests } from './requests.mjs';

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
    measure: requests({ connections: 1, inFlight: 1, warmUp: 8_000 }),
  },
  {
    id: 'request-50',
    title: 'Request and acknowledgement, 50 in flight on one socket',
    per: 'request',
    ...cpu,
    budget: 0.75,
    measure: requests({ connections: 1, inFlight: 50, warmUp: 20_000 }),
  },
  {
    id: 'request-50x1',
    title: 'Request and acknowledgement, 50 sockets with one in flight each',
    per: 'request',
    ...cpu,
    measure: requests({ connections: 50, inFlight: 1, warmUp: 20_000 }),
  },
  {
    id: 'fan-out-100',
    title: 'Fan-out to 100 sockets, 10 broadcasts per tick',
    per: 'delivered message',
    ...cpu,
    budget: 0.1,
    measure: fanOut({ connections: 100, perTick: 10, ticks: 20, orders: 8, warmUp: 6 }),
  },
  {
    id: 'fan-out-long',
    title: 'Fan-out to 100 sockets, 10 broadcasts per tick, each 1,000 bytes longer',
    per: 'delivered message',
    ...cpu,
    measure: fanOut({ connections: 100, perTick: 10, ticks: 20, orders: 8, warmUp: 6, more: 1_000 }),
  },
  {
    id: 'fan-out-1000',
    title: 'Fan-out to 1,000 sockets, 10 broadcasts per tick',
    per: 'delivered message',
    ...cpu,
    budget: 0.35,
    measure: fanOut({ connections: 1_000, perTick: 10, ticks: 2, orders: 8, warmUp: 6 }),
  },
  {
    id: 'fan-out-single',
    title: 'Fan-out to 1,000 sockets, one broadcast at a time',
    per: 'delivered message',
    ...cpu,
    budget: 0.7,
    measure: fanOut({ connections: 1_000, perTick: 1, ticks: 20, orders: 8, warmUp: 6 }),
  },
  {
    id: 'connect',
    title: 'Connecting',
    per: 'new socket',
    ...cpu,
    measure: connects({ warmUp: 600, count: 1_200, concurrency: 20 }),
  },
  {
    id: 'memory',
    title: 'Memory of an idle socket, the second 2,000 of 4,000',
    per: 'socket',
    kind: 'socket',
    baseline: 'socket.io',
    unit: 'KiB',
    budget: 0.95,
    execArgv: ['--expose-gc'],
    measure: memory({ count: 4_000 }),
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
    measure: http({ connections: 50, warmUp: 20_000 }),
  },
];
