import fc from 'fast-check';
import { type Namespace, Server } from 'socket.io';
import { Adapter } from 'socket.io-adapter';
import { describe, expect, test } from 'vitest';
import { cohortsOf } from './cohort.ts';
import { kWriteBundle } from './fan-out.ts';
import { RoomAdapter } from './room-adapter.ts';
import { ownValues } from './shared-set.ts';

/** A socket as far as adapters know one: it joins, leaves, and is written to. */
interface FakeSocket {
  id: string;
  heard: unknown[];
}

type AnyAdapter = RoomAdapter | Adapter;

/** A namespace without a network, whose sockets connect and go as a test says. */
function open<Kind extends AnyAdapter>(kind: new (nsp: Namespace) => Kind) {
  const server = new Server({ adapter: kind as unknown as typeof Adapter });
  const namespace = server.of('/');
  const adapter = namespace.adapter as Kind;
  const sockets = namespace.sockets as unknown as Map<string, FakeSocket>;
  return {
    adapter,
    sockets,
    connect(id: string): void {
      const heard: unknown[] = [];
      const write = ([text]: string[]): void => void heard.push(JSON.parse((text as string).slice(1))[1]);
      const socket = {
        id,
        heard,
        client: { writeToEngine: write },
        notifyOutgoingListeners() {},
        leave: (room: string) => adapter.del(id, room),
      };
      sockets.set(id, socket);
      adapter.addAll(id, new Set([id]));
    },
    disconnect(id: string): void {
      adapter.delAll(id);
      sockets.delete(id);
    },
    tell(room: string, what: unknown, ...except: string[]): void {
      const packet = { type: 2, data: ['told', what], nsp: '/' };
      adapter.broadcast(packet as never, { rooms: new Set([room]), except: new Set(except), flags: {} });
    },
    /** What each socket was told since it was last asked. Several broadcasts may be written when the tick ends. */
    async heard(): Promise<Record<string, unknown[]>> {
      await new Promise(setImmediate);
      return Object.fromEntries([...sockets].map(([id, { heard }]) => [id, heard.splice(0)]));
    },
  };
}

/** What `addMembers` stands for: each member enters all of the rooms, or none when these are too many. */
function addOneByOne(adapter: Adapter, sourceRoom: string, rooms: readonly string[], most: number): string[] {
  const refused: string[] = [];
  for (const id of [...(adapter.rooms.get(sourceRoom) ?? [])]) {
    if (!adapter.nsp.sockets.has(id)) continue;
    const all = new Set([...(adapter.sids.get(id) as Set<string>), ...rooms]);
    if (all.size - 1 > most) refused.push(id);
    else adapter.addAll(id, new Set(rooms));
  }
  return refused;
}

/** Names with their sets, as one text: quicker to compare than what it says. */
const written = (map: Map<string, Set<string>>): string =>
  [...map]
    .map(([name, set]) => `${name}: ${[...set].sort().join(' ')}`)
    .sort()
    .join('\n');

/** Everything that a set says of itself has to be of one mind. */
function checkSet(set: Set<string>): void {
  const items = [...set];
  const visited: string[] = [];
  set.forEach((item) => void visited.push(item));
  const text = items.join();
  expect([set.size, new Set(items).size, items.every((item) => set.has(item))]).toEqual([
    items.length,
    items.length,
    true,
  ]);
  expect(
    [[...set.values()], [...set.keys()], [...set.entries()].map(([item]) => item), visited].map(String),
  ).toEqual([text, text, text, text]);
}

const MOST = 14;
const watchers = Array.from({ length: 12 }, (_, at) => `socket${at}`);
const socket = fc.constantFrom(...watchers, 'other');
/** `@0` is the room of the newest record, `@1` of the one before. */
const room = fc.constantFrom('watchers', 'a', 'b', 'c', '@0', '@1', '@2', '@3', '@9');
const source = fc.constantFrom('watchers', 'watchers', 'watchers', 'a', '@1');
const rooms = fc.uniqueArray(room, { minLength: 1, maxLength: 3 });
const maybe = fc.option(socket, { nil: undefined, freq: 3 });
const except = fc.oneof(
  fc.constant([]),
  fc.array(socket, { maxLength: 2 }),
  fc.array(room, { maxLength: 1 }),
);
const count = fc.integer({ min: 1, max: 12 });
const event = fc.constantFrom('leave-room', 'delete-room', 'join-room', 'create-room');

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('join' as const), id: socket, rooms }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('leave' as const), id: socket, room }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('introduce' as const), source, rooms }) },
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('create' as const),
        source,
        count,
        before: maybe,
        after: maybe,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('close' as const), of: rooms, rooms: fc.option(rooms) }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('destroyOldest' as const), count }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('leaveAll' as const), room }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('disconnect' as const), id: socket }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('connect' as const), id: socket }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('listen' as const), event }) },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('tell' as const), room, except }) },
  ),
  { minLength: 10, maxLength: 60 },
);

/** Does the same with our adapter and Socket.IO's, and compares them after each step. */
class Pair {
  readonly ours = open(RoomAdapter);
  readonly plain = open(Adapter);
  readonly connected = new Set<string>();
  readonly #most: number;
  readonly #events: [ours: string[], plain: string[]] = [[], []];
  #created = 0;
  #destroyed = 0;
  #told = 0;

  constructor(most: number) {
    this.#most = most;
    for (const id of [...watchers, 'other']) this.connect({ id });
  }

  both(use: (adapter: AnyAdapter, one: Pair['ours'] | Pair['plain']) => void): void {
    for (const one of [this.ours, this.plain]) use(one.adapter, one);
  }

  name(given: string): string {
    return given.startsWith('@') ? `record${this.#created - Number(given.slice(1))}` : given;
  }

  connect({ id }: { id: string }): void {
    if (this.connected.has(id)) return;
    this.connected.add(id);
    this.both((adapter, one) => {
      one.connect(id);
      if (id !== 'other') adapter.addAll(id, new Set(['watchers']));
    });
  }

  disconnect({ id }: { id: string }): void {
    if (!this.connected.delete(id)) return;
    const held = this.ours.adapter.sids.get(id) as Set<string>;
    const before = [...held].sort();
    this.both((_adapter, one) => one.disconnect(id));
    expect([...held].sort()).toEqual(before);
    checkSet(held);
  }

  join({ id, rooms: given }: { id: string; rooms: string[] }): void {
    const names = given.map((name) => this.name(name));
    if (this.connected.has(id)) this.both((adapter) => adapter.addAll(id, new Set(names)));
  }

  leave({ id, room: given }: { id: string; room: string }): void {
    this.both((adapter) => adapter.del(id, this.name(given)));
  }

  introduce({ source: from, rooms: given }: { source: string; rooms: string[] }): void {
    const names = given.map((name) => this.name(name));
    const expected = addOneByOne(this.plain.adapter, this.name(from), names, this.#most);
    const refused =
      this.ours.adapter.addMembers(this.name(from), names, this.#most) ??
      addOneByOne(this.ours.adapter, this.name(from), names, this.#most);
    expect([...refused].sort()).toEqual(expected.sort());
  }

  create(given: {
    source: string;
    count: number;
    before: string | undefined;
    after: string | undefined;
  }): void {
    const from = this.name(given.source);
    for (let made = 0; made < given.count; made += 1) {
      this.#created += 1;
      const record = this.name('@0');
      if (given.before !== undefined) this.join({ id: given.before, rooms: [record] });
      this.introduce({ source: from, rooms: [record] });
      if (given.after !== undefined) this.join({ id: given.after, rooms: [record] });
    }
  }

  close({ of, rooms: given }: { of: string[]; rooms: string[] | null }): void {
    const options = { rooms: new Set(of.map((name) => this.name(name))), except: new Set<string>() };
    const names = (given ?? of).map((name) => this.name(name));
    this.both((adapter) => adapter.delSockets(options, names));
  }

  destroyOldest({ count: most }: { count: number }): void {
    for (let gone = 0; gone < most && this.#destroyed < this.#created; gone += 1) {
      this.#destroyed += 1;
      this.close({ of: [`record${this.#destroyed}`], rooms: null });
    }
  }

  leaveAll({ room: given }: { room: string }): void {
    this.both((adapter) => {
      for (const id of [...(adapter.rooms.get(this.name(given)) ?? [])])
        for (const name of adapter.sids.get(id) ?? []) if (name !== id) adapter.del(id, name);
    });
  }

  listen({ event: name }: { event: string }): void {
    this.both((adapter) => {
      const heard = this.#events[adapter === this.ours.adapter ? 0 : 1];
      adapter.removeAllListeners();
      adapter.on(name, (...what: string[]) => heard.push([name, ...what].join(' ')));
    });
  }

  tell({ room: given, except: omitted }: { room: string; except: string[] }): void {
    this.#told += 1;
    const names = omitted.map((name) => this.name(name));
    // Twice, since what is told to the same sockets may go out together.
    for (const what of [this.#told, -this.#told])
      this.both((_adapter, one) => one.tell(this.name(given), what, ...names));
  }

  compare(): void {
    expect(written(this.ours.adapter.rooms)).toBe(written(this.plain.adapter.rooms));
    expect(written(this.ours.adapter.sids)).toBe(written(this.plain.adapter.sids));
    const [ours, plain] = this.#events.map((heard) => heard.sort().join());
    expect(ours).toBe(plain);
  }

  async end(): Promise<void> {
    const { rooms: all, sids } = this.ours.adapter;
    for (const set of [...all.values(), ...sids.values()]) checkSet(set);
    expect(await this.ours.heard()).toEqual(await this.plain.heard());
    for (const name of [...all.keys()])
      if (name.startsWith('record')) this.close({ of: [name], rooms: null });
    // What no room is left of takes no place with its sockets.
    const inCommon = [...sids.values()].flatMap((joined) => [...cohortsOf(joined)]);
    for (const cohort of inCommon) expect(cohort.rooms.size).toBeGreaterThan(0);
    for (const id of this.connected) this.both((_adapter, one) => one.disconnect(id));
    expect([all.size, sids.size]).toEqual([0, 0]);
  }
}

describe('the adapter', () => {
  test("should keep the members, rooms, bounds, events and listeners that Socket.IO's own would, whatever happens", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(MOST, 1_000), steps, async (most, given) => {
        const pair = new Pair(most);
        for (const step of given) {
          (pair[step.do] as (what: typeof step) => void)(step);
          pair.compare();
        }
        await pair.end();
      }),
      { numRuns: 200 },
    );
  });

  test('should have sockets enter a room once that is named twice', () => {
    const { adapter } = watched();
    for (let at = 0; at < 20; at += 1) adapter.addMembers('watchers', [`room${at}`, `room${at}`], 1_000);
    expect(adapter.sids.get('socket0')?.size).toBe(22);
    expect(adapter.rooms.get('room19')?.size).toBe(12);
  });

  test('should keep the membership of many in a room once, for all rooms that they have entered together', () => {
    const { adapter } = watched();
    for (let at = 0; at < 100; at += 1) adapter.addMembers('watchers', [`room${at}`], 1_000);
    const own = [...ownValues(adapter.sids.get('socket0') as Set<string>)];
    expect(own.length).toBeLessThan(20);
    expect([...ownValues(adapter.rooms.get('room99') as Set<string>)]).toEqual([]);
    expect([...(adapter.rooms.get('room99') as Set<string>)]).toEqual(watchers);
  });

  test('should tell those who are in a room when it is told, those who entered it by themselves among them', () => {
    const { adapter, sockets, connect, disconnect, tell } = watched();
    const all = new Map(sockets);
    for (const id of ['x', 'y']) {
      connect(id);
      all.set(id, sockets.get(id) as FakeSocket);
    }
    for (let at = 0; at < 20; at += 1) adapter.addMembers('watchers', [`room${at}`], 1_000);
    const told = () => {
      // Longer than what is kept for the end of the tick.
      tell('room19', 'x'.repeat(5_000));
      return [...all.values()].filter(({ heard }) => heard.splice(0).length === 1).map(({ id }) => id);
    };
    expect(told()).toEqual(watchers);
    adapter.addAll('x', new Set(['room19']));
    expect(told()).toEqual([...watchers, 'x']);
    adapter.addAll('y', new Set(['room19']));
    expect(told()).toEqual([...watchers, 'x', 'y']);
    adapter.del('x', 'room19');
    expect(told()).toEqual([...watchers, 'y']);
    disconnect('socket3');
    expect(told()).toEqual([...watchers.filter((id) => id !== 'socket3'), 'y']);
    disconnect('y');
    expect(told()).toEqual(watchers.filter((id) => id !== 'socket3'));
    adapter.del('socket4', 'room19');
    expect(told()).toEqual(watchers.filter((id) => !['socket3', 'socket4'].includes(id)));
  });

  test('should leave out one who is in the room, and hand what follows each other over together', async () => {
    const { adapter, sockets, tell } = watched();
    const written: string[] = [];
    for (const [id, socket] of sockets) {
      const bundles = socket as unknown as { client: Record<symbol, () => boolean> };
      bundles.client[kWriteBundle] = () => written.push(id) > 0;
    }
    tell('watchers', 1, 'socket3');
    tell('watchers', 2, 'socket3');
    await new Promise(setImmediate);
    expect(written.sort()).toEqual(watchers.filter((id) => id !== 'socket3').sort());
    written.length = 0;
    // Whoever is in the room of a socket is left out with it.
    adapter.addAll('socket5', new Set(['socket3']));
    tell('watchers', 3, 'socket3');
    await new Promise(setImmediate);
    expect(written.sort()).toEqual(watchers.filter((id) => !['socket3', 'socket5'].includes(id)).sort());
  });

  test('should bring nobody along who is gone when the room of a cohort is where others are taken from', () => {
    const { adapter, disconnect } = watched();
    for (let at = 0; at < 20; at += 1) adapter.addMembers('watchers', [`room${at}`], 1_000);
    for (let at = 0; at < 20; at += 1) adapter.addMembers('room19', [`deeper${at}`], 1_000);
    const deeper = Array.from({ length: 20 }, (_, at) => `deeper${at}`);
    adapter.delSockets({ rooms: new Set(deeper), except: new Set() }, deeper);
    disconnect('socket3');
    adapter.addMembers('room19', ['last'], 1_000);
    expect([...(adapter.rooms.get('last') as Set<string>)].sort()).toEqual(
      watchers.filter((id) => id !== 'socket3').sort(),
    );
  });
});

/** Twelve sockets that watch. */
function watched() {
  const one = open(RoomAdapter);
  for (const id of watchers) {
    one.connect(id);
    one.adapter.addAll(id, new Set(['watchers']));
  }
  return one;
}
