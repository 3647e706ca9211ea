/** Who may be subscribed to the records of models: rules in the settings, held by blueprints and by `subscribe`. @module */
import { connect as connectClient, type UnsubscribedNotice } from '@telltale/client';
import {
  type AppOptions,
  defineSubscriptionPolicy,
  type Handler,
  type RoutesConfig,
  type SubscriptionPolicy,
  type SubscriptionsConfig,
} from 'telltale';
import { describe, expect, test } from 'vitest';
import { RawSocket } from '../../../realtime/test/raw-socket.ts';
import { appFolder } from '../../test/app-folder.ts';
import { blueprintOptions } from '../../test/blueprint-models.ts';
import { type Ask, askSocket, lift, transports } from '../../test/transports.ts';
import { visitor } from '../../test/visitor.ts';
import { type Told, type Watcher, watch } from '../../test/watcher.ts';

const noticeEvent = 'telltale:unsubscribed';

/** An app with the models of blueprints and two users with a pet each. */
const withRules = async (subscriptions: SubscriptionsConfig, more: AppOptions = {}) => {
  const lifted = await lift(blueprintOptions({ subscriptions, ...more }));
  const { user, pet } = lifted.app.models as Record<
    string,
    { createEach(records: object[]): PromiseLike<unknown> }
  >;
  await user!.createEach([{ name: 'Ann' }, { name: 'Ben' }]);
  await pet!.createEach([
    { name: 'Rex', owner: 1 },
    { name: 'Tom', owner: 2 },
  ]);
  return lifted;
};

const notices = (told: Told[]) =>
  told
    .filter(([event]) => event === noticeEvent)
    .map(([, { code, model, ids, watch: about }]) => [code, model, about ? 'watch' : ids]);
const told = async (watcher: Watcher) =>
  (await watcher.told()).map(([event, { verb, id }]) => `${event} ${verb} ${id}`);

/** Changes of every kind, made by HTTP. */
const change = async (ask: Awaited<ReturnType<typeof lift>>) => {
  const http = ask.via('http');
  for (const id of [1, 2]) await http(`PATCH /user/${id}`, { data: { age: id } });
  for (const id of [1, 2]) await http(`PATCH /pet/${id}`, { data: { name: `pet ${id}` } });
  await http('POST /user', { data: { name: 'Cid' } });
};

const everything = ['user updated 1', 'user updated 2', 'pet updated 1', 'pet updated 2', 'user created 3'];

const rules: [name: string, rules: SubscriptionsConfig, heard: string[], refused: unknown[]][] = [
  ['no rules', {}, everything, []],
  ['true', { '*': true }, everything, []],
  [
    'false for one model',
    { user: false },
    ['pet updated 1', 'pet updated 2'],
    [
      ['user', 'watch'],
      ['user', [1, 2]],
    ],
  ],
  [
    'false for the others',
    { '*': false, USER: true },
    ['user updated 1', 'user updated 2', 'user created 3'],
    [
      ['pet', [1, 2]],
      ['pet', 'watch'],
      ['profile', 'watch'],
      ['group', 'watch'],
    ],
  ],
  [
    'the one that is most specific, alone',
    { '*': false, user: [true], pet: [false], group: true, profile: true },
    ['user updated 1', 'user updated 2', 'user created 3'],
    [
      ['pet', [1, 2]],
      ['pet', 'watch'],
    ],
  ],
  [
    'a function',
    { user: ({ ids, watch: about }) => about || ids.filter((id) => id === 2), '*': true },
    ['user updated 2', 'pet updated 1', 'pet updated 2', 'user created 3'],
    [['user', [1]]],
  ],
  [
    'a list, of which all have to agree',
    {
      user: [
        ({ ids, watch: about }) => !about && ids.slice(0, 1),
        async ({ ids, watch: about }) => about || ids.slice(-1),
      ],
    },
    ['user updated 1', 'pet updated 1', 'pet updated 2'],
    [
      ['user', 'watch'],
      ['user', [2]],
    ],
  ],
  [
    'a list that ends with the first that refuses',
    {
      user: [
        () => false,
        () => {
          throw new Error('never asked');
        },
      ],
    },
    ['pet updated 1', 'pet updated 2'],
    [
      ['user', 'watch'],
      ['user', [1, 2]],
    ],
  ],
];

test.each(rules)(
  'should hold for %s, while the answer stays what it is',
  async (_name, given, heard, refused) => {
    await using lifted = await withRules(given);
    await using watcher = await watch(lifted.url);
    const { status, body } = await watcher.ask('GET /user');
    expect(status).toBe(200);
    expect(body).toEqual((await lifted.via('http')('GET /user')).body);
    expect(notices(await watcher.told()).toSorted()).toEqual(
      refused.map((one) => ['E_SUBSCRIPTION_REFUSED', ...(one as unknown[])]).toSorted(),
    );
    await change(lifted);
    expect(await told(watcher)).toEqual(heard);
  },
);

describe('a blueprint whose subscription is refused', () => {
  test.each<[address: string, data: Record<string, unknown> | unknown[] | undefined]>([
    ['GET /user', undefined],
    ['GET /user/1', undefined],
    ['GET /user/1/pets', undefined],
    ['GET /pet/1/owner', undefined],
    ['POST /user', { name: 'Cid' }],
    ['PATCH /user/1', { name: 'Dan' }],
    ['PUT /user/1/pets/2', undefined],
    ['PUT /user/1/pets', [1, 2]],
    ['DELETE /user/1/pets/1', undefined],
    ['DELETE /user/1', undefined],
  ])(
    'should answer %s as it does by HTTP, change what it changes, and subscribe to nothing',
    async (address, data) => {
      const given = data ? { data } : {};
      await using lifted = await withRules({ '*': false });
      await using same = await withRules({});
      await using watcher = await watch(lifted.url);
      const answer = await watcher.ask(address, given);
      const expected = await same.via('http')(address, given);
      const times = /"(created|updated)At":\d+/g;
      expect(JSON.stringify(answer.body).replace(times, '')).toEqual(
        JSON.stringify(expected.body).replace(times, ''),
      );
      expect(answer.status).toBe(expected.status);
      for (const [event] of await watcher.told()) expect(event).toBe(noticeEvent);
      await change(lifted);
      expect(await watcher.told()).toEqual([]);
      expect(lifted.log.error).toEqual([]);
    },
  );

  test('should still say when there are too many rooms', async () => {
    await using lifted = await withRules({ pet: false }, { sockets: { limits: { roomsPerSocket: 1 } } });
    await using watcher = await watch(lifted.url);
    expect(await watcher.ask('GET /user')).toMatchObject({ status: 429 });
  });
});

describe('subscribe and watch in an action', () => {
  const controllers = {
    moduleDefinitions: {
      'club/join': (async (req, res) => {
        const { user } = req._sails.models as unknown as Record<
          string,
          { subscribe(...given: unknown[]): Promise<void> }
        >;
        await user!.subscribe(req, [1, 2]);
        return res.ok();
      }) as Handler,
    },
  };
  const routes = { 'POST /join': 'club/join' };

  test('should answer with 403 and the code when they are refused and nobody catches it, and by HTTP do nothing', async () => {
    await using lifted = await withRules({ user: ({ ids }) => ids.slice(0, 1) }, { controllers, routes });
    await using watcher = await watch(lifted.url);
    expect(await watcher.ask('POST /join')).toMatchObject({
      status: 403,
      body: { code: 'E_SUBSCRIPTION_REFUSED' },
    });
    expect(notices(await watcher.told())).toEqual([['E_SUBSCRIPTION_REFUSED', 'user', [2]]]);
    await change(lifted);
    expect(await told(watcher)).toEqual(['user updated 1']);
    expect((await lifted.via('http')('POST /join')).status).toBe(200);
    expect(lifted.log.error).toEqual([]);
  });
});

describe('a policy', () => {
  test('should be found in api/policies, know the models, and look for records while others are told of new ones', async () => {
    await using folder = await appFolder({
      'api/models/User.ts':
        "import { defineModel } from 'telltale';\nexport default defineModel({ attributes: { name: 'string' } });",
      'api/models/Note.ts':
        "import { defineModel } from 'telltale';\nexport default defineModel({ attributes: { text: 'string', owner: { model: 'user' } } });",
      'api/policies/isOwner.ts': `
        import { defineSubscriptionPolicy } from 'telltale';
        import Note from '../models/Note.ts';
        export default defineSubscriptionPolicy(async ({ socket, ids, watch }) => {
          if (watch) return true;
          const own = await Note.find({ id: ids as number[], owner: Number(socket.handshake.query.user) });
          return own.map(({ id }) => id);
        });`,
      'config/policies.js':
        "export const policies = { '*': true };\nexport const subscriptions = { note: 'ISOWNER' };",
      'config/datastores.js': "export const datastores = { default: 'sqlite::memory:' };",
    });
    await using lifted = await lift({ appPath: folder.path });
    const http = lifted.via('http');
    for (const name of ['Ann', 'Ben']) await http('POST /user', { data: { name } });
    const query = { __sails_io_sdk_version: '1.2.1' };
    await using ann = await watch(lifted.url, { query: { ...query, user: '1' } });
    await using ben = await watch(lifted.url, { query: { ...query, user: '2' } });
    const heard = [ann, ben].map(({ client }) => {
      const events = new Set<string>();
      client.on('note', ({ verb, id }: { verb: string; id: number }) => events.add(`${verb} ${id}`));
      return events;
    }) as [Set<string>, Set<string>];
    for (const { ask } of [ann, ben]) await ask('GET /note');
    // Each write is a transaction, and its notifications are told when that has ended.
    for (const owner of [1, 2]) await http('POST /note', { data: { text: 'new', owner } });
    for (const id of [1, 2]) {
      const change = () => http(`PATCH /note/${id}`, { data: { text: 'more' } });
      const isHeard = async () => {
        await change();
        return heard[id - 1]!.has(`updated ${id}`);
      };
      await expect.poll(isHeard).toBe(true);
    }
    for (const watcher of [ann, ben]) await watcher.told();
    expect(heard.map((events) => [...events].toSorted())).toEqual([
      ['created 1', 'created 2', 'updated 1'],
      ['created 1', 'created 2', 'updated 2'],
    ]);
    expect(lifted.log).toEqual({ error: [], warn: [] });
  });

  test('should be told by the client when it ends a subscription, and asked when the client comes back', async () => {
    let allowed = true;
    await using lifted = await withRules({ user: () => allowed });
    const socket = connectClient(lifted.url, { reconnectionDelay: 1, reconnectionDelayMax: 1 });
    const next = () =>
      new Promise<UnsubscribedNotice>((resolve) =>
        socket.once('telltale:unsubscribed', (notice) => resolve(notice)),
      );
    await socket.get('/user');
    const lost = next();
    allowed = false;
    await lifted.app.pubsub.askAgain();
    expect(await lost).toMatchObject({ code: 'E_SUBSCRIPTION_LOST', model: 'user' });
    const back = new Promise<void>((resolve) => socket.once('reconnect', () => resolve()));
    const refused = next();
    socket.raw?.io.engine.close();
    await back;
    await socket.get('/user/1');
    expect(await refused).toMatchObject({
      code: 'E_SUBSCRIPTION_REFUSED',
      model: 'user',
      ids: [1],
      watch: false,
    });
    socket.disconnect();
  });

  test('should be the one that is named, not the one for actions', async () => {
    const forActions: Handler = (_req, _res, next) => next();
    const forSubscriptions = defineSubscriptionPolicy(() => true);
    const moduleDefinitions = { isLoggedIn: forActions, isMember: forSubscriptions } as never;
    const refused: [name: string, options: AppOptions, message: RegExp][] = [
      [
        'for actions',
        { subscriptions: { user: 'isLoggedIn' } },
        /subscriptions\['user'\] in the settings has the policy 'isLoggedIn', which is for actions\. Write: defineSubscriptionPolicy/,
      ],
      [
        'a function for actions',
        { subscriptions: { user: ((_req: unknown, _res: unknown, next: () => void) => next()) as never } },
        /a function, which is for actions/,
      ],
      [
        'for subscriptions',
        { policies: { '*': 'isMember' } },
        /policies\['\*'\] in the settings names the policy 'isMember', which is for subscriptions/,
      ],
      [
        'a policy that does not exist',
        { subscriptions: { user: 'isMembr' } },
        /names the policy 'isMembr', which is not in api\/policies\. Did you mean 'isMember'\?/,
      ],
      [
        'a model that does not exist',
        { subscriptions: { usr: false } },
        /subscriptions\['usr'\] in the settings is for a model that does not exist\. Did you mean 'user'\?/,
      ],
      ['a model like no other', { subscriptions: { zzzzzzzz: false } }, /The models are /],
      [
        'one model twice',
        { subscriptions: { user: true, USER: false } },
        /\['USER'\].*what another key says, too/,
      ],
      ['an empty list', { subscriptions: { user: [] } }, /is an empty list/],
      ['true among others', { subscriptions: { user: ['isMember', true] } }, /has true among others/],
      ['a number', { subscriptions: { user: 7 as never } }, /is 7/],
      [
        'two places',
        { subscriptions: { user: true }, sockets: { pubsub: { maySubscribe: () => true } } },
        /Keep one of them/,
      ],
    ];
    for (const [, options, message] of refused) {
      const { policies, ...more } = options;
      await expect(
        lift(blueprintOptions({ policies: { moduleDefinitions, ...policies }, ...more })),
      ).rejects.toMatchObject({
        code: 'E_INVALID_POLICY_CONFIG',
        message: expect.stringMatching(message),
      });
    }
    const routes: RoutesConfig = { 'GET /a': [{ policy: 'isMember' }, (_req, res) => res.ok()] };
    await expect(lift({ policies: { moduleDefinitions }, routes })).rejects.toMatchObject({
      code: 'E_ROUTE_TARGET',
      message: expect.stringContaining("the policy 'isMember', which is for subscriptions"),
    });
    await expect(lift({ subscriptions: 7 as never })).rejects.toMatchObject({ code: 'E_CONFIG' });
    await using off = await withRules({ '*': 'missing' }, { hooks: { policies: false } });
    await using watcher = await watch(off.url);
    await watcher.ask('GET /user');
    expect(await watcher.told()).toEqual([]);
  });
});

test('should keep nobody waiting for one who lags, or whose policy throws, hangs or refuses', async () => {
  const kinds: Record<string, SubscriptionPolicy> = {
    fine: () => true,
    async late() {
      await new Promise(setImmediate);
      return true;
    },
    throws: () => {
      throw new Error('broken');
    },
    rejects: async () => Promise.reject(new Error('broken')),
    hangs: () => new Promise(() => {}),
    refused: () => false,
  };
  const user: SubscriptionPolicy = (question) =>
    question.watch || (kinds[kindOf(question.socket)] ?? (() => true))(question);
  const limits = { unreadBytes: 100_000, unreadTimeout: 60_000 };
  await using lifted = await withRules({ user }, { sockets: { limits, pubsub: { policyTimeout: 1_000 } } });
  const open = (kind: string) => watch(lifted.url, { query: { __sails_io_sdk_version: '1.2.1', kind } });
  await using fine = await open('fine');
  await using late = await open('late');
  await using throws = await open('throws');
  await using rejects = await open('rejects');
  await using hangs = await open('hangs');
  await using refused = await open('refused');
  const all = { fine, late, throws, rejects, hangs, refused };
  const statuses = await Promise.all(
    Object.values(all).map(async ({ ask }) => (await ask('GET /user')).status),
  );
  expect(statuses).toEqual([200, 200, 200, 200, 200, 200]);
  await using lagging = await RawSocket.connect(lifted.url);
  const slow = [...lifted.app.io.of('/').sockets.values()].find((socket) => kindOf(socket) === '');
  const users = lifted.app.models.user as unknown as { watch(socket: unknown): Promise<void> };
  await users.watch(slow);
  lagging.tcp.pause();
  for (const watcher of Object.values(all)) await watcher.told();
  const http = lifted.via('http');
  const ids = Array.from({ length: 10 }, (_, n) => n + 3);
  for (const id of ids) {
    await http('POST /user', { data: { name: `user ${id}` } });
    await http(`PATCH /user/${id}`, { data: { age: id } });
  }
  const created = ids.map((id) => `user created ${id}`);
  const both = ids.flatMap((id) => [`user created ${id}`, `user updated ${id}`]);
  const heardBy = async (watcher: Watcher) =>
    (await told(watcher)).filter((line) => !line.startsWith(noticeEvent));
  expect(await heardBy(fine)).toEqual(both);
  const heardLate = await heardBy(late);
  expect(heardLate.toSorted()).toEqual(both.toSorted());
  expect(heardLate.filter((line) => line.includes('created'))).toEqual(created);
  for (const other of [throws, rejects, hangs, refused]) expect(await heardBy(other)).toEqual(created);
});

/** What a socket said of itself when it connected. */
function kindOf({ handshake }: { handshake: { query: object } }): string {
  return String(Reflect.get(handshake.query, 'kind') ?? '');
}

describe.each(transports)('sessions, changed by %s', (transport) => {
  const routes: RoutesConfig = {
    'POST /session': (req, res) => {
      req.session.user = req.param('user');
      return res.ok();
    },
    'POST /logout': async (req, res) => {
      await req.session.destroy();
      return res.ok();
    },
  };

  /** Two visitors who are logged in, with a socket each; only those who are called Ann or Ben may be told. */
  const withVisitors = async () => {
    const asked: unknown[] = [];
    const maybe: SubscriptionPolicy = ({ session, again, ids, watch: about }) => {
      if (again) asked.push([session?.user, about ? 'watch' : ids]);
      return session?.user === 'Ann' || session?.user === 'Ben';
    };
    const lifted = await withRules({ user: maybe }, { routes });
    const people = await Promise.all(
      ['Ann', 'Ben'].map(async (user) => {
        const person = visitor(lifted);
        await person.http('POST /session', { data: { user } });
        const told: Told[] = [];
        const client = await person.open();
        client.onAny((...event: unknown[]) => told.push(event as Told));
        expect((await askSocket(client, 'GET /user')).status).toBe(200);
        /** Everything that was told since the last call. */
        const heard = async () => {
          await askSocket(client, 'GET /nothing-is-here');
          return told.splice(0);
        };
        const ask: Ask = (...given) =>
          transport === 'http' ? person.http(...given) : askSocket(client, ...given);
        return { client, heard, ask };
      }),
    );
    return Object.assign(lifted, { asked, ann: people[0]!, ben: people[1]! });
  };

  test('should end what is lost when a session changes, and what remains should remain', async () => {
    await using lifted = await withVisitors();
    const { ann, ben, asked } = lifted;
    await ann.ask('POST /session', { data: { user: 'Ben' } });
    await expect.poll(() => asked.length).toBe(2);
    expect(asked.splice(0)).toEqual([
      ['Ben', [1, 2]],
      ['Ben', 'watch'],
    ]);
    expect(notices(await ann.heard())).toEqual([]);
    await ann.ask('POST /session', { data: { user: 'Eve' } });
    await expect.poll(() => asked.length).toBe(2);
    expect(notices(await ann.heard())).toEqual([
      ['E_SUBSCRIPTION_LOST', 'user', [1, 2]],
      ['E_SUBSCRIPTION_LOST', 'user', 'watch'],
    ]);
    await change(lifted);
    expect((await ann.heard()).map(([event]) => event)).toEqual(['pet', 'pet']);
    expect((await ben.heard()).map(([event]) => event)).toEqual(['user', 'user', 'pet', 'pet', 'user']);
  });

  test('should have nothing left when a session ends, and be refused until there is another one', async () => {
    await using lifted = await withVisitors();
    const { ann, ben } = lifted;
    const ended = new Promise<void>((resolve) => ann.client.once('telltale:session', () => resolve()));
    await ann.ask('POST /logout');
    await ended;
    await ann.heard();
    await change(lifted);
    expect(await ann.heard()).toEqual([]);
    expect((await ben.heard()).map(([event]) => event)).toEqual(['user', 'user', 'pet', 'pet', 'user']);
    expect((await askSocket(ann.client, 'GET /user')).status).toBe(200);
    expect(new Set(notices(await ann.heard()).map(([code, model]) => `${code} ${model}`))).toEqual(
      new Set(['E_SUBSCRIPTION_REFUSED user']),
    );
  });
});
