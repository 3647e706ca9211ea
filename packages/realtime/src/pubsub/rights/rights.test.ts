/** Who may be subscribed: asked at the door, asked again, and what comes of policies that fail. @module */
import type {
  RealtimeOptions,
  RecordId,
  SubscriptionPolicy,
  SubscriptionQuestion,
  SubscriptionRights,
} from '@telltale/realtime';
import fc from 'fast-check';
import type { Socket } from 'socket.io';
import type { Socket as Client } from 'socket.io-client';
import { describe, expect, test } from 'vitest';
import { createParty, request } from '../../../test/party.ts';
import { RawSocket } from '../../../test/raw-socket.ts';
import { isRedisSkipped, redisUrl, withRedis } from '../../../test/redis-proxy.ts';

const noticeEvent = 'telltale:unsubscribed';

/** An app with a model `user` whose ids are numbers, and these rights. */
async function withRights(rights: SubscriptionRights, more: RealtimeOptions = {}) {
  const party = await createParty({ ...more, pubsub: rights });
  const User = party.app.pubsub.attach<{ id: number; [key: string]: unknown }>({
    identity: 'user',
    primaryKey: 'id',
    attributes: { id: { type: 'number' }, pets: { collection: 'pet', via: 'owner' } },
  });
  const Pet = party.app.pubsub.attach<{ id: number }>({
    identity: 'pet',
    primaryKey: 'id',
    attributes: { id: { type: 'number' }, owner: { model: 'user' } },
  });
  const join = async () => {
    const client = await party.join();
    return { client, socket: party.app.sockets.get(client.id as string) as Socket };
  };
  return Object.assign(party, { User, Pet, joinBoth: join });
}

/** A promise that is resolved from outside. */
function gate<Value = void>() {
  let open!: (value: Value) => void;
  const promise = new Promise<Value>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

const noticesIn = (events: unknown[][]) =>
  events.filter(([event]) => event === noticeEvent).map(([, notice]) => notice as Record<string, unknown>);
const dataIn = (events: unknown[][], event = 'user') =>
  events.filter(([name]) => name === event).map(([, data]) => data as Record<string, unknown>);
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'subscribed',
    (error: { code: string }) => error.code,
  );

const outcomes: [
  name: string,
  policy: SubscriptionPolicy,
  allowed: number[],
  watches: boolean,
  code: string,
][] = [
  ['true', () => true, [1, 2, 3], true, 'subscribed'],
  ['true, in time', async () => true, [1, 2, 3], true, 'subscribed'],
  ['false', () => false, [], false, 'E_SUBSCRIPTION_REFUSED'],
  ['false, in time', async () => false, [], false, 'E_SUBSCRIPTION_REFUSED'],
  ['some of the keys', ({ watch }) => (watch ? true : [3, 1, 9]), [1, 3], true, 'E_SUBSCRIPTION_REFUSED'],
  [
    'some of the keys as text, in time',
    async ({ watch }) => (watch ? true : ['2']),
    [2],
    true,
    'E_SUBSCRIPTION_REFUSED',
  ],
  ['no key', ({ watch }) => (watch ? false : []), [], false, 'E_SUBSCRIPTION_REFUSED'],
  ['nothing', () => undefined as never, [], false, 'E_SUBSCRIPTION_FAILED'],
  ['a text', () => 'yes' as never, [], false, 'E_SUBSCRIPTION_FAILED'],
  ['1', async () => 1 as never, [], false, 'E_SUBSCRIPTION_FAILED'],
  ['records', () => [Object.create(null)] as never, [], false, 'E_SUBSCRIPTION_FAILED'],
  [
    'records, in time',
    async () => [{ id: 1 }, Object.create(null)] as never,
    [],
    false,
    'E_SUBSCRIPTION_FAILED',
  ],
  ['symbols, in time', async () => [Symbol('1')] as never, [], false, 'E_SUBSCRIPTION_FAILED'],
  ['an object', () => ({ 1: true }) as never, [], false, 'E_SUBSCRIPTION_FAILED'],
  [
    'a throw',
    () => {
      throw new Error('broken');
    },
    [],
    false,
    'E_SUBSCRIPTION_FAILED',
  ],
  [
    'a throw of nothing',
    () => {
      throw undefined;
    },
    [],
    false,
    'E_SUBSCRIPTION_FAILED',
  ],
  ['a rejection', () => Promise.reject(new Error('broken')), [], false, 'E_SUBSCRIPTION_FAILED'],
  [
    'a thenable that throws',
    () =>
      ({
        // biome-ignore lint/suspicious/noThenProperty: it is to pass for a promise
        then() {
          throw new Error('broken');
        },
      }) as never,
    [],
    false,
    'E_SUBSCRIPTION_FAILED',
  ],
  ['silence', () => new Promise(() => {}), [], false, 'E_SUBSCRIPTION_TIMEOUT'],
];

describe('a policy that answers with', () => {
  test.each(outcomes)(
    '%s should decide over records',
    async (_name, maySubscribe, allowed, _watches, code) => {
      await using party = await withRights({ maySubscribe, policyTimeout: 40 });
      const { client, socket } = await party.joinBoth();
      expect(await codeOf(party.User.subscribe(socket, [1, 2, 3]))).toBe(code);
      for (const id of [1, 2, 3]) await party.User.publishUpdate(id, { n: 1 });
      const events = await party.heard(client);
      expect(dataIn(events).map(({ id }) => id)).toEqual(allowed);
      const refused = [1, 2, 3].filter((id) => !allowed.includes(id));
      expect(noticesIn(events)).toEqual(
        refused.length === 0
          ? []
          : [
              {
                code,
                message: expect.stringContaining('model user'),
                model: 'user',
                ids: refused,
                watch: false,
              },
            ],
      );
      expect(party.log.error.length).toBe(/FAILED|TIMEOUT/.test(code) ? 1 : 0);
      expect(socket.connected).toBe(true);
    },
  );

  test.each(outcomes)(
    '%s should decide over new records',
    async (_name, maySubscribe, _allowed, watches, code) => {
      await using party = await withRights({ maySubscribe, policyTimeout: 40 });
      const { client, socket } = await party.joinBoth();
      expect(await codeOf(party.User.watch(socket))).toBe(watches ? 'subscribed' : code);
      await party.User.publishCreate({ id: 7 }, null, { noIntroduce: true });
      const events = await party.heard(client);
      expect(dataIn(events)).toEqual(watches ? [{ verb: 'created', data: { id: 7 }, id: 7 }] : []);
      expect(noticesIn(events)).toEqual(
        watches
          ? []
          : [{ code, message: expect.stringContaining('new records'), model: 'user', ids: [], watch: true }],
      );
    },
  );
});

describe('a question', () => {
  test('should say who is to be subscribed to what, and by which request', async () => {
    const asked: SubscriptionQuestion[] = [];
    const party = await createParty(
      { pubsub: { maySubscribe: (question) => asked.push(question) > 0 } },
      (app) => {
        const User = app.pubsub.attach({ identity: 'User', primaryKey: 'id' });
        app.get('/user', async (req) => {
          await User.watch(req);
          await User.subscribe(req, ['1', 2, { id: 'x:_%y' }]);
          return req.id;
        });
      },
    );
    await using _ = party;
    const client = await party.join();
    const socket = party.app.sockets.get(client.id as string);
    const { body } = await request<string>(client, 'get', '/user');
    const seen = asked.map(({ request: by, ...rest }) => ({ id: (by as { id: string }).id, ...rest }));
    expect(seen).toEqual([
      { id: body, model: 'user', ids: [], watch: true, socket, again: false },
      { id: body, model: 'user', ids: ['1', 2, 'x:_%y'], watch: false, socket, again: false },
    ]);
  });

  test('should go to the policy of the model, in any case, else to that for all others, else to none', async () => {
    const asked: string[] = [];
    const note = (name: string) => () => asked.push(name) > 0;
    await using party = await withRights({ maySubscribe: { USER: note('user'), '*': note('others') } });
    const { socket } = await party.joinBoth();
    await party.User.subscribe(socket, 1);
    await party.Pet.subscribe(socket, 1);
    expect(asked).toEqual(['user', 'others']);
    await using open = await withRights({ maySubscribe: { user: note('only user') } });
    const both = await open.joinBoth();
    await open.Pet.watch(both.socket);
    await open.Pet.publishCreate({ id: 1 });
    await open.Pet.publishUpdate(1, {});
    expect(dataIn(await open.heard(both.client), 'pet')).toHaveLength(2);
    expect(asked).toEqual(['user', 'others']);
  });

  test('should not be asked about what a socket is subscribed to already', async () => {
    const asked: (readonly RecordId[])[] = [];
    await using party = await withRights({ maySubscribe: ({ ids }) => asked.push(ids) > 0 });
    const { socket } = await party.joinBoth();
    await party.User.subscribe(socket, [1, 2]);
    await party.User.subscribe(socket, [1, 2]);
    await party.User.subscribe(socket, [2, 3]);
    await party.User.subscribe(socket, 1, 'update');
    expect(asked).toEqual([[1, 2], [3], [1]]);
  });

  test('should be settled when the call returns, where the policy answers at once', async () => {
    await using party = await withRights({ maySubscribe: ({ ids }) => ids });
    const { socket } = await party.joinBoth();
    void party.User.subscribe(socket, 1);
    expect(party.User.subscribers(1)).toEqual([socket]);
  });

  test('should be asked for the child that a requester adds', async () => {
    const { promise, open } = gate<boolean>();
    await using party = await withRights({ maySubscribe: { pet: () => promise } });
    const { client, socket } = await party.joinBoth();
    await party.User.publishAdd(1, 'pets', 2, socket);
    await party.Pet.publishUpdate(2, { id: 2 });
    expect(party.Pet.subscribers(2)).toEqual([]);
    open(true);
    await expect.poll(() => party.Pet.subscribers(2)).toEqual([socket]);
    expect(dataIn(await party.heard(client), 'pet').at(-1)).toEqual({
      verb: 'updated',
      data: { id: 2 },
      id: 2,
    });
  });
});

describe('those who watch a model', () => {
  /** Watchers who are let into the model; `records` decides over each record. */
  const withWatchers = async (
    count: number,
    records: (index: number, question: SubscriptionQuestion) => unknown,
    rights = {},
  ) => {
    const indexes = new Map<string, number>();
    const party = await withRights({
      maySubscribe: (question) =>
        question.watch || (records(indexes.get(question.socket.id) ?? -1, question) as boolean),
      policyTimeout: 500,
      ...rights,
    });
    const clients: Client[] = [];
    for (let index = 0; index < count; index += 1) {
      const { client, socket } = await party.joinBoth();
      indexes.set(socket.id, index);
      clients.push(client);
      await party.User.watch(socket);
    }
    return Object.assign(party, { clients });
  };

  test('should be asked for each new record by themselves, and be told nothing of a no', async () => {
    await using party = await withWatchers(3, (index) => index !== 1);
    await party.User.publishCreate({ id: 1 });
    await party.User.publishUpdate(1, { n: 1 });
    const heard = await Promise.all(party.clients.map((client) => party.heard(client)));
    expect(heard.map((events) => dataIn(events).map(({ verb }) => verb))).toEqual([
      ['created', 'updated'],
      ['created'],
      ['created', 'updated'],
    ]);
    expect(heard.flatMap(noticesIn)).toEqual([]);
    expect(party.log.error).toEqual([]);
  });

  test('should get everything in order, whoever else lags, hangs, throws, or is refused', async () => {
    const kinds = [
      () => true,
      () => {
        throw new Error('broken');
      },
      () => new Promise(() => {}),
      async () => {
        await new Promise(setImmediate);
        return true;
      },
      () => false,
      async () => {
        throw new Error('broken');
      },
      async () => true,
    ];
    // Long enough for those that answer, however busy the machine is.
    const patience = { policyTimeout: 3_000 };
    await using party = await withWatchers(kinds.length, (index) => kinds[index]?.() ?? true, patience);
    await using lagging = await RawSocket.connect(party.url);
    const known = new Set(party.clients.map(({ id }) => id));
    const slow = [...party.app.io.of('/').sockets.values()].find(({ id }) => !known.has(id));
    await party.User.watch(slow as never);
    lagging.tcp.pause();
    const records = Array.from({ length: 20 }, (_, id) => id);
    for (const id of records) {
      party.User.publishCreate({ id });
      party.User.publishUpdate(id, { n: 1 });
      party.User.publishUpdate(id, { n: 2 });
      if (id % 5 === 0) await new Promise(setImmediate);
    }
    await expect.poll(() => party.log.error.length, { timeout: 20_000 }).toBe(60);
    const heard = await Promise.all(party.clients.map(async (client) => party.heard(client)));
    for (const [index, events] of heard.entries()) {
      const told = dataIn(events);
      expect(told.filter(({ verb }) => verb === 'created').map(({ id }) => id)).toEqual(records);
      const isIn = [0, 3, 6].includes(index);
      for (const id of records) {
        const ofRecord = told
          .filter((event) => event.id === id)
          .map(({ verb, data }) => [verb, (data as { n?: number }).n]);
        const changes = isIn
          ? [
              ['updated', 1],
              ['updated', 2],
            ]
          : [];
        expect(ofRecord).toEqual([['created', undefined], ...changes]);
      }
      const codes = new Set(noticesIn(events).map(({ code }) => code));
      const failure = [1, 5].includes(index)
        ? ['E_SUBSCRIPTION_FAILED']
        : index === 2
          ? ['E_SUBSCRIPTION_TIMEOUT']
          : [];
      expect([...codes]).toEqual(failure);
    }
  });

  test('should hear afterwards what was told of a record while the policy pondered', async () => {
    const { promise, open } = gate<boolean>();
    await using party = await withWatchers(1, () => promise);
    await party.User.publishCreate({ id: 1 });
    await party.User.publishUpdate(1, { n: 1 });
    await party.User.message(1, 'hello');
    expect(dataIn(await party.heard(party.clients[0]!))).toHaveLength(1);
    open(true);
    await expect.poll(() => party.User.subscribers(1)).toHaveLength(1);
    await party.User.publishUpdate(1, { n: 2 });
    expect(dataIn(await party.heard(party.clients[0]!))).toEqual([
      { verb: 'updated', data: { n: 1 }, id: 1 },
      { verb: 'messaged', id: 1, data: 'hello' },
      { verb: 'updated', data: { n: 2 }, id: 1 },
    ]);
  });

  test('should be out when the record is destroyed, or retired, while the policy ponders', async () => {
    const { promise, open } = gate<boolean>();
    await using party = await withWatchers(1, () => promise);
    await party.User.publishCreate([{ id: 1 }, { id: 2 }, { id: 3 }]);
    await party.User.publishDestroy(1);
    await party.User.retire(2);
    open(true);
    await expect.poll(() => party.User.subscribers(3)).toHaveLength(1);
    expect([party.User.subscribers(1), party.User.subscribers(2)]).toEqual([[], []]);
  });

  test('should be told that they are out when more happened meanwhile than is at hand', async () => {
    const { promise, open } = gate<boolean>();
    await using party = await withWatchers(1, () => promise, { policyTimeout: 60_000 });
    await party.User.publishCreate({ id: 1 });
    for (let n = 0; n < 2_100; n += 1) party.Pet.publishUpdate(n, {});
    await party.Pet.publishUpdate(0, {});
    open(true);
    await expect.poll(() => party.log.error.length).toBe(1);
    expect(party.User.subscribers(1)).toEqual([]);
    const notices = noticesIn(await party.heard(party.clients[0]!));
    expect(notices).toMatchObject([{ code: 'E_SUBSCRIPTION_TIMEOUT', ids: [1] }]);
  });
});

describe('a socket that waits for its policy', () => {
  test('should hear what was told between its request and the answer, and its reply should say so', async () => {
    const { promise, open } = gate<boolean>();
    await using party = await createParty({ pubsub: { maySubscribe: () => promise } }, (app) => {
      const User = app.pubsub.attach({ identity: 'user', primaryKey: 'id' });
      app.get('/user', async (req) => {
        const subscribing = User.subscribe(req, [1]);
        await User.publishUpdate(1, { n: 1 });
        open(true);
        await subscribing;
        return 'subscribed';
      });
    });
    const client = await party.join();
    const { headers } = await request(client, 'get', '/user');
    expect(headers['x-telltale-position']).toMatch(/\.0$/);
    expect(dataIn(await party.heard(client))).toEqual([{ verb: 'updated', data: { n: 1 }, id: 1 }]);
  });

  test('should stay out of what it was unsubscribed from, and be nowhere when it is gone', async () => {
    const { promise, open } = gate<boolean>();
    await using party = await withRights({ maySubscribe: () => promise });
    const { client, socket } = await party.joinBoth();
    const { User } = party;
    const calls = [User.subscribe(socket, [1, 2]), User.watch(socket)];
    await User.unsubscribe(socket, 1);
    await User.unwatch(socket);
    const gone = await party.joinBoth();
    calls.push(User.subscribe(gone.socket, [2]));
    gone.client.disconnect();
    await expect.poll(() => gone.socket.connected).toBe(false);
    open(true);
    expect(await Promise.all(calls.map(codeOf))).toEqual(['subscribed', 'subscribed', 'subscribed']);
    expect([User.subscribers(1), User.subscribers(2), User.watchers()]).toEqual([[], [socket], []]);
    expect(noticesIn(await party.heard(client))).toEqual([]);
  });

  test('should be asked about anew when rights change while a yes is on its way', async () => {
    const first = gate<boolean>();
    const questions: boolean[] = [];
    let allowed = true;
    await using party = await withRights({
      async maySubscribe() {
        const seen = allowed;
        questions.push(seen);
        if (questions.length === 1) await first.promise;
        return seen;
      },
    });
    const { client, socket } = await party.joinBoth();
    const call = party.User.subscribe(socket, 1);
    allowed = false;
    await party.app.pubsub.askAgain(socket);
    first.open(true);
    expect(await codeOf(call)).toBe('E_SUBSCRIPTION_REFUSED');
    expect(questions).toEqual([true, false]);
    expect(party.User.subscribers(1)).toEqual([]);
    expect(noticesIn(await party.heard(client))).toMatchObject([
      { code: 'E_SUBSCRIPTION_REFUSED', ids: [1] },
    ]);
  });

  test('should not be asked about for ever when rights keep changing', async () => {
    const party = await withRights({
      policyTimeout: 30,
      async maySubscribe({ socket }) {
        await new Promise(setImmediate);
        void party.app.pubsub.askAgain(socket);
        return true;
      },
    });
    await using _ = party;
    const { socket } = await party.joinBoth();
    expect(await codeOf(party.User.subscribe(socket, 1))).toBe('E_SUBSCRIPTION_TIMEOUT');
    expect(party.User.subscribers(1)).toEqual([]);
  });
});

describe('asking again', () => {
  /** Two sockets that are subscribed to two users, to one in one context only, and to new ones. */
  const withStanding = async (rights: SubscriptionRights) => {
    const party = await withRights(rights);
    const [one, other] = [await party.joinBoth(), await party.joinBoth()];
    for (const { socket } of [one, other]) {
      await party.User.watch(socket);
      await party.User.subscribe(socket, [1, 2]);
      await party.User.subscribe(socket, [3], ['update', 'add:pets']);
      await party.Pet.subscribe(socket, 1);
    }
    return Object.assign(party, { one, other });
  };
  const heldBy = ({ User, Pet }: Awaited<ReturnType<typeof withStanding>>, socket: Socket) => ({
    users: [1, 2, 3].filter((id) => User.subscribers(id).includes(socket)),
    watches: User.watchers().includes(socket),
    pet: Pet.subscribers(1).includes(socket),
  });
  const everything = { users: [1, 2, 3], watches: true, pet: true };

  test('should end what is lost, keep the rest, and tell the client once for each model', async () => {
    let allowed: SubscriptionPolicy = () => true;
    const asked: SubscriptionQuestion[] = [];
    await using party = await withStanding({
      maySubscribe: (question) => {
        if (question.again) asked.push(question);
        return allowed(question);
      },
    });
    const { one, other } = party;
    await party.app.pubsub.askAgain(one.socket);
    expect(heldBy(party, one.socket)).toEqual(everything);
    expect(
      asked.map(({ model, ids, watch, socket, request: by }) => ({
        model,
        ids,
        watch,
        own: socket === one.socket,
        by,
      })),
    ).toEqual([
      { model: 'user', ids: [1, 2, 3], watch: false, own: true, by: undefined },
      { model: 'user', ids: [], watch: true, own: true, by: undefined },
      { model: 'pet', ids: [1], watch: false, own: true, by: undefined },
    ]);
    allowed = ({ model, ids, watch }) => (model === 'user' ? !watch && ids.filter((id) => id === 2) : true);
    await party.app.pubsub.askAgain(one.socket);
    expect(heldBy(party, one.socket)).toEqual({ users: [2], watches: false, pet: true });
    expect(heldBy(party, other.socket)).toEqual(everything);
    const code = 'E_SUBSCRIPTION_LOST';
    const message = expect.stringContaining('ends the subscription');
    expect(noticesIn(await party.heard(one.client))).toEqual([
      { code, message, model: 'user', ids: [1, 3], watch: false },
      { code, message, model: 'user', ids: [], watch: true },
    ]);
    expect(noticesIn(await party.heard(other.client))).toEqual([]);
    await party.User.publishUpdate(3, { n: 1 });
    await party.User.publishUpdate(2, { n: 1 });
    expect(dataIn(await party.heard(one.client)).map(({ id }) => id)).toEqual([2]);
  });

  test.each(outcomes.filter(([, , allowed]) => allowed.length === 0))(
    'should end the subscriptions of that socket alone when the policy answers with %s',
    async (_name, policy, _allowed, _watches, code) => {
      let bad: Socket | undefined;
      await using party = await withStanding({
        maySubscribe: (question) => (question.socket === bad ? policy(question) : true),
        policyTimeout: 40,
      });
      bad = party.one.socket;
      await party.app.pubsub.askAgain();
      expect(heldBy(party, party.one.socket)).toEqual({ users: [], watches: false, pet: false });
      expect(heldBy(party, party.other.socket)).toEqual(everything);
      const codes = new Set(noticesIn(await party.heard(party.one.client)).map((notice) => notice.code));
      expect([...codes]).toEqual([code === 'E_SUBSCRIPTION_REFUSED' ? 'E_SUBSCRIPTION_LOST' : code]);
    },
  );

  test('should be about those whom the call names', async () => {
    let allowed = true;
    await using party = await withStanding({ maySubscribe: () => allowed });
    const { one, other, app } = party;
    allowed = false;
    await app.pubsub.askAgain({ model: 'USER', ids: [2] });
    for (const { socket } of [one, other])
      expect(heldBy(party, socket)).toEqual({ ...everything, users: [1, 3] });
    await app.pubsub.askAgain({ model: 'user' });
    for (const { socket } of [one, other])
      expect(heldBy(party, socket)).toEqual({ users: [], watches: false, pet: true });
    await app.pubsub.askAgain(one.socket.id);
    expect([heldBy(party, one.socket).pet, heldBy(party, other.socket).pet]).toEqual([false, true]);
    await app.pubsub.askAgain();
    expect(heldBy(party, other.socket).pet).toBe(false);
  });

  test('should happen once more, and not more often, when rights change while it runs', async () => {
    const waiting = gate<void>();
    let asked = 0;
    await using party = await withRights({
      maySubscribe: async ({ again }) => {
        if (!again) return true;
        asked += 1;
        await waiting.promise;
        return true;
      },
    });
    const { socket } = await party.joinBoth();
    await party.User.subscribe(socket, 1);
    const calls = Array.from({ length: 10 }, () => party.app.pubsub.askAgain(socket));
    waiting.open();
    await Promise.all(calls);
    expect(asked).toBe(2);
  });

  test('should happen by itself when the app wants that', async () => {
    let allowed = true;
    await using party = await withStanding({ maySubscribe: () => allowed, askAgainAfter: 200 });
    allowed = false;
    for (const { socket } of [party.one, party.other]) {
      await expect
        .poll(() => heldBy(party, socket), { timeout: 5_000 })
        .toEqual({ users: [], watches: false, pet: false });
    }
  });

  test('should refuse what names nobody, and do nothing where nothing is asked', async () => {
    await using party = await withRights({ maySubscribe: () => true });
    for (const whom of [7, true, {}, { ids: [1] }, { model: 'user', ids: 1 }, []]) {
      await expect(party.app.pubsub.askAgain(whom as never)).rejects.toMatchObject({
        code: 'E_PUBSUB_USAGE',
      });
    }
    await party.app.pubsub.askAgain('no-such-socket');
    await using open = await withRights({});
    await open.app.pubsub.askAgain();
  });

  test('should harm nobody when a listener of the app fails on the way out', async () => {
    let allowed = true;
    await using party = await withStanding({ maySubscribe: async () => allowed });
    const { one, other, app } = party;
    allowed = false;
    one.socket.onAnyOutgoing(() => {
      throw new Error('this listener is broken');
    });
    await app.pubsub.askAgain();
    one.socket.offAnyOutgoing();
    for (const { socket } of [one, other]) {
      expect(heldBy(party, socket)).toEqual({ users: [], watches: false, pet: false });
    }
    expect(noticesIn(await party.heard(other.client))).toHaveLength(3);
    expect(party.log.error.join()).toContain('could not be told');
  });

  test('should find every record again, whatever ids and identities are', async () => {
    const asked: SubscriptionQuestion[] = [];
    await using party = await createParty({
      pubsub: { maySubscribe: (question) => !question.again || asked.push(question) > 0 },
    });
    const client = await party.join();
    const socket = party.app.sockets.get(client.id as string);
    const letters = fc.string({
      unit: fc.constantFrom('a', 'b', '_', ':', '%', '5', 'F', '2', 'é', ' '),
      minLength: 1,
      maxLength: 8,
    });
    const identity = letters.filter((name) => !/^(error|connect)/.test(name));
    await fc.assert(
      fc.asyncProperty(
        identity,
        fc.uniqueArray(letters, { minLength: 1, maxLength: 4 }),
        async (name, ids) => {
          const model = { identity: name, primaryKey: 'id', attributes: { id: { type: 'string' } } };
          const Model = party.app.pubsub.attach<{ id: string }>(model);
          await Model.watch(socket);
          await Model.subscribe(socket, ids);
          asked.length = 0;
          await party.app.pubsub.askAgain(socket);
          expect(asked.map(({ model: of, ids: about, watch }) => [of, [...about].toSorted(), watch])).toEqual(
            expect.arrayContaining([
              [name.toLowerCase(), ids.toSorted(), false],
              [name.toLowerCase(), [], true],
            ]),
          );
          await Model.unwatch(socket);
          await Model.unsubscribe(socket, ids);
          party.app.pubsub.detach(model);
        },
      ),
    );
  });
});

describe('options', () => {
  test.each<[unknown]>([
    [{ maySubscribe: 7 }],
    [{ maySubscribe: 'isMember' }],
    [{ maySubscribe: [() => true] }],
    [{ maySubscribe: { user: true } }],
    [{ maySubscribe: () => true, policyTimeout: 0 }],
    [{ maySubscribe: () => true, policyTimeout: '5s' }],
    [{ maySubscribe: () => true, askAgainAfter: -1 }],
    [{ maySubscribe: () => true, askAgainAfter: 1.5 }],
    [{ askAgainAfter: 2 ** 31 }],
  ])('should be refused when they are %o', async (pubsub) => {
    await expect(createParty({ pubsub: pubsub as SubscriptionRights })).rejects.toMatchObject({
      code: 'SAILS:HOOK:SOCKETS:CONFIG',
    });
  });
});

describe.skipIf(isRedisSkipped)(withRedis('two servers behind one Redis'), () => {
  const options = (rights: SubscriptionRights, key: string): [SubscriptionRights, RealtimeOptions] => [
    rights,
    {
      adapter: '@sailshq/socket.io-redis',
      host: redisUrl.hostname,
      port: Number(redisUrl.port || 6379),
      key,
    },
  ];

  test('should each ask about their own sockets: for new records, for introductions, and again', async () => {
    const key = `test-${crypto.randomUUID()}`;
    const allowed = { here: true, there: true };
    const asked: string[] = [];
    const policy =
      (server: 'here' | 'there'): SubscriptionPolicy =>
      ({ ids, again }) => {
        asked.push(`${server} ${ids.join()}${again ? ' again' : ''}`);
        return allowed[server];
      };
    await using here = await withRights(...options({ maySubscribe: policy('here') }, key));
    await using there = await withRights(...options({ maySubscribe: policy('there') }, key));
    const [one, other] = [await here.joinBoth(), await there.joinBoth()];
    await here.User.watch(one.socket);
    await there.User.watch(other.socket);
    allowed.there = false;
    await here.User.publishCreate({ id: 1 });
    await expect.poll(() => asked).toEqual(['here ', 'there ', 'here 1', 'there 1']);
    expect([here.User.subscribers(1).length, there.User.subscribers(1).length]).toEqual([1, 0]);
    await here.User.introduce(2);
    expect(asked.slice(4)).toEqual(['here 2', 'there 2']);
    expect([here.User.subscribers(2).length, there.User.subscribers(2).length]).toEqual([1, 0]);
    allowed.there = true;
    await there.User.subscribe(other.socket, [1, 2]);
    allowed.there = false;
    await here.app.pubsub.askAgain({ model: 'user', ids: [2] });
    await expect.poll(() => there.User.subscribers(2)).toEqual([]);
    expect([there.User.subscribers(1).length, here.User.subscribers(2).length]).toEqual([1, 1]);
    await here.app.pubsub.askAgain(other.socket.id);
    await expect.poll(() => there.User.subscribers(1)).toEqual([]);
    expect(here.User.subscribers(1)).toHaveLength(1);
  });

  test('should leave alone what another program says on their channel', async () => {
    const key = `test-${crypto.randomUUID()}`;
    await using here = await withRights(...options({ maySubscribe: () => true }, key));
    await using there = await withRights(...options({ maySubscribe: ({ again }) => !again }, key));
    const { socket } = await there.joinBoth();
    await there.User.subscribe(socket, 1);
    for (const payload of [
      null,
      7,
      'x',
      [],
      { socketId: 7, model: 7, ids: 'x' },
      { model: 'pet' },
      { socketId: 'nobody' },
    ])
      await here.app.cluster.broadcastAdminMessage('telltale:other', payload);
    for (const payload of [
      null,
      7,
      'x',
      { model: 'pet', ids: [7] },
      { socketId: 'nobody' },
      { model: 'user', ids: [9] },
    ])
      await here.app.cluster.broadcastAdminMessage('telltale:ask-again', payload);
    await here.app.sockets.join(socket.id, 'afterwards');
    expect(there.User.subscribers(1)).toEqual([socket]);
  });
});
