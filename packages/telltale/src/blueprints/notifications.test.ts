/** Who is told what by each blueprint, and who isn't. @module */
import type { AppOptions, Sails } from 'telltale';
import { describe, expect, test } from 'vitest';
import { blueprintModels, blueprintOptions } from '../../test/blueprint-models.ts';
import { lift } from '../../test/transports.ts';
import { type Told, type Watcher, watch } from '../../test/watcher.ts';

/** An app with two users, three pets and a group; A asks, B watches all, C only the second user. */
async function party(options: AppOptions = {}) {
  const { routes = {}, ...others } = options;
  const only = { action: 'user/findone', autoWatch: false, populate: false };
  const lifted = await lift(blueprintOptions({ ...others, routes: { 'GET /only/:id': only, ...routes } }));
  for (const name of ['Ann', 'Bob']) await lifted.via('http')('POST /user', { data: { name } });
  for (const [name, owner] of [
    ['Rex', 1],
    ['Tom', 1],
    ['Zoe', 2],
  ] as const)
    await lifted.via('http')('POST /pet', { data: { name, owner } });
  await lifted.via('http')('POST /group', { data: { name: 'crew', members: [1] } });
  const [a, b, c] = await Promise.all([watch(lifted.url), watch(lifted.url), watch(lifted.url)]);
  for (const path of ['/user', '/pet', '/group', '/profile']) await b.ask(`GET ${path}`);
  await c.ask('GET /only/2');
  return {
    ...lifted,
    http: lifted.via('http'),
    a,
    b,
    c,
    async [Symbol.asyncDispose]() {
      for (const each of [a, b, c]) await each[Symbol.asyncDispose]();
      await lifted[Symbol.asyncDispose]();
    },
  };
}

const time = expect.any(Number);
const created = (event: string, id: number, data: object): Told => [
  event,
  { verb: 'created', data: expect.objectContaining(data), id },
];
const updated = (event: string, id: number, data: object): Told => [event, { verb: 'updated', data, id }];
const addedTo = (event: string, id: number, attribute: string, addedId: number): Told => [
  event,
  { id, verb: 'addedTo', attribute, addedId },
];
const removedFrom = (event: string, id: number, attribute: string, removedId: number): Told => [
  event,
  { id, verb: 'removedFrom', attribute, removedId },
];

interface Case {
  name: string;
  address: string;
  data?: Record<string, unknown> | unknown[];
  /** What B, who watches everything, is told. */
  b: Told[];
  /** What C, who is subscribed to user 2 alone, is told. */
  c?: Told[];
}

const cases: Case[] = [
  {
    name: 'create of a record without associations',
    address: 'POST /user',
    data: { name: 'Cem' },
    b: [created('user', 3, { id: 3, name: 'Cem', pets: [], boss: null })],
  },
  {
    name: 'create of a child',
    address: 'POST /pet',
    data: { name: 'New', owner: 2 },
    b: [
      addedTo('user', 2, 'pets', 4),
      created('pet', 4, { name: 'New', owner: expect.objectContaining({ id: 2 }) }),
    ],
    c: [addedTo('user', 2, 'pets', 4)],
  },
  {
    name: 'create of a parent with children of others',
    address: 'POST /user',
    data: { name: 'Cem', pets: [3] },
    b: [
      updated('pet', 3, { owner: 3 }),
      created('user', 3, { name: 'Cem', pets: [expect.objectContaining({ id: 3 })] }),
      removedFrom('user', 2, 'pets', 3),
    ],
    c: [removedFrom('user', 2, 'pets', 3)],
  },
  {
    name: 'create with many-to-many members',
    address: 'POST /group',
    data: { name: 'new', members: [1, 2] },
    b: [
      addedTo('user', 1, 'groups', 2),
      addedTo('user', 2, 'groups', 2),
      created('group', 2, { name: 'new' }),
    ],
    c: [addedTo('user', 2, 'groups', 2)],
  },
  {
    name: 'update of a value',
    address: 'PATCH /user/2',
    data: { age: '4', bogus: 1 },
    b: [
      [
        'user',
        {
          verb: 'updated',
          data: { age: 4, id: 2, updatedAt: time },
          id: 2,
          previous: expect.objectContaining({ age: 0, pets: [expect.objectContaining({ id: 3 })] }),
        },
      ],
    ],
    c: [
      [
        'user',
        { verb: 'updated', data: { age: 4, id: 2, updatedAt: time }, id: 2, previous: expect.any(Object) },
      ],
    ],
  },
  {
    name: 'update of a child that goes to another parent',
    address: 'PATCH /pet/1',
    data: { owner: 2 },
    b: [
      removedFrom('user', 1, 'pets', 1),
      addedTo('user', 2, 'pets', 1),
      [
        'pet',
        {
          verb: 'updated',
          data: { owner: 2, id: 1, updatedAt: time },
          id: 1,
          previous: expect.objectContaining({ owner: expect.objectContaining({ id: 1 }) }),
        },
      ],
    ],
    c: [addedTo('user', 2, 'pets', 1)],
  },
  {
    name: 'update of a child that leaves its parent',
    address: 'PUT /pet/3',
    data: { owner: null },
    b: [
      removedFrom('user', 2, 'pets', 3),
      [
        'pet',
        {
          verb: 'updated',
          data: { owner: null, id: 3, updatedAt: time },
          id: 3,
          previous: expect.any(Object),
        },
      ],
    ],
    c: [removedFrom('user', 2, 'pets', 3)],
  },
  {
    name: 'update of the members of a parent',
    address: 'PATCH /user/1',
    data: { pets: [1, 3] },
    b: [
      updated('pet', 2, { owner: null }),
      updated('pet', 3, { owner: 1 }),
      [
        'user',
        {
          verb: 'updated',
          data: { pets: [1, 3], id: 1, updatedAt: time },
          id: 1,
          previous: expect.any(Object),
        },
      ],
      removedFrom('user', 2, 'pets', 3),
    ],
    c: [removedFrom('user', 2, 'pets', 3)],
  },
  {
    name: 'destroy of a parent',
    address: 'DELETE /user/1',
    b: [
      [
        'user',
        {
          verb: 'destroyed',
          id: 1,
          previous: expect.objectContaining({
            name: 'Ann',
            pets: [expect.objectContaining({ id: 1 }), expect.objectContaining({ id: 2 })],
          }),
        },
      ],
      updated('pet', 1, { owner: null }),
      updated('pet', 2, { owner: null }),
      removedFrom('group', 1, 'members', 1),
    ],
  },
  {
    name: 'destroy of a child',
    address: 'DELETE /pet/3',
    b: [
      ['pet', { verb: 'destroyed', id: 3, previous: expect.objectContaining({ name: 'Zoe' }) }],
      removedFrom('user', 2, 'pets', 3),
    ],
    c: [removedFrom('user', 2, 'pets', 3)],
  },
  {
    name: 'add that takes the child from another parent',
    address: 'PUT /user/1/pets/3',
    b: [addedTo('user', 1, 'pets', 3), updated('pet', 3, { owner: 1 }), removedFrom('user', 2, 'pets', 3)],
    c: [removedFrom('user', 2, 'pets', 3)],
  },
  {
    name: 'add of a member that is one already, without telling that it left',
    address: 'PUT /user/2/pets/3',
    b: [addedTo('user', 2, 'pets', 3), updated('pet', 3, { owner: 2 })],
    c: [addedTo('user', 2, 'pets', 3)],
  },
  {
    name: 'add to many-to-many',
    address: 'PUT /group/1/members/2',
    b: [addedTo('group', 1, 'members', 2), addedTo('user', 2, 'groups', 1)],
    c: [addedTo('user', 2, 'groups', 1)],
  },
  {
    name: 'add to a collection that nothing points back from',
    address: 'PUT /user/2/friends/1',
    b: [addedTo('user', 2, 'friends', 1)],
    c: [addedTo('user', 2, 'friends', 1)],
  },
  {
    name: 'remove of a child',
    address: 'DELETE /user/2/pets/3',
    b: [removedFrom('user', 2, 'pets', 3), updated('pet', 3, { owner: null })],
    c: [removedFrom('user', 2, 'pets', 3)],
  },
  {
    name: 'remove from many-to-many',
    address: 'DELETE /group/1/members/1',
    b: [removedFrom('group', 1, 'members', 1), removedFrom('user', 1, 'groups', 1)],
  },
  { name: 'remove of what is no member', address: 'DELETE /user/1/pets/3', b: [] },
  {
    name: 'replace of children',
    address: 'PUT /user/1/pets',
    data: [1, 3],
    b: [
      addedTo('user', 1, 'pets', 3),
      updated('pet', 3, { owner: 1 }),
      removedFrom('user', 1, 'pets', 2),
      updated('pet', 2, { owner: null }),
      removedFrom('user', 2, 'pets', 3),
    ],
    c: [removedFrom('user', 2, 'pets', 3)],
  },
  {
    name: 'replace of many-to-many members',
    address: 'PUT /group/1/members',
    data: [2],
    b: [
      addedTo('group', 1, 'members', 2),
      addedTo('user', 2, 'groups', 1),
      removedFrom('group', 1, 'members', 1),
      removedFrom('user', 1, 'groups', 1),
    ],
    c: [addedTo('user', 2, 'groups', 1)],
  },
  { name: 'a create that fails', address: 'POST /user', data: { age: 1 }, b: [] },
  { name: 'an update that fails', address: 'PATCH /user/2', data: { name: '' }, b: [] },
  { name: 'a replace of no parent', address: 'PUT /user/9/pets', data: [1], b: [] },
];

describe('notifications', () => {
  test.each(cases)(
    'should tell subscribers, and nobody else, of $name by HTTP',
    async ({ address, data, b, c = [] }) => {
      await using app = await party();
      await app.http(address, data ? { data } : {});
      expect(await app.b.told()).toEqual(b);
      expect(await app.c.told()).toEqual(c);
      expect(await app.a.told()).toEqual([]);
    },
  );

  test.each(cases)(
    'should leave out the socket that asks for $name',
    async ({ address, data, b, c = [] }) => {
      await using app = await party();
      for (const path of ['/user', '/pet', '/group']) await app.a.ask(`GET ${path}`);
      await app.a.ask(address, data ? { data } : {});
      expect(await app.b.told()).toEqual(b);
      expect(await app.c.told()).toEqual(c);
      expect(await app.a.told()).toEqual([]);
    },
  );

  test.each(cases)(
    'should tell the socket itself of $name when mirror is on',
    async ({ address, data, b }) => {
      await using app = await party({ blueprints: { mirror: true } });
      for (const path of ['/user', '/pet', '/group']) await app.a.ask(`GET ${path}`);
      await app.a.ask(address, data ? { data } : {});
      expect(await app.a.told()).toEqual(b);
    },
  );

  test('should tell in the order of the keys that clients know', async () => {
    await using app = await party();
    await app.http('POST /pet', { data: { name: 'Ada' } });
    await app.http('PATCH /pet/4', { data: { name: 'Bea' } });
    await app.http('PUT /user/2/friends/1');
    await app.http('DELETE /pet/4');
    const texts = (await app.b.told()).map(([, payload]) =>
      JSON.stringify(payload).replaceAll(/\d{13}/g, '0'),
    );
    expect(texts).toEqual([
      '{"verb":"created","data":{"createdAt":0,"updatedAt":0,"id":4,"name":"Ada","owner":null},"id":4}',
      '{"verb":"updated","data":{"name":"Bea","id":4,"updatedAt":0},"id":4,' +
        '"previous":{"createdAt":0,"updatedAt":0,"id":4,"name":"Ada","owner":null}}',
      '{"id":2,"verb":"addedTo","attribute":"friends","addedId":1}',
      '{"verb":"destroyed","id":4,"previous":{"createdAt":0,"updatedAt":0,"id":4,"name":"Bea","owner":null}}',
    ]);
  });

  test('should tell members beyond a page that their owner is gone, each once', async () => {
    await using app = await party({ blueprints: { defaultLimit: 3 } });
    for (let at = 0; at < 6; at += 1) {
      await app.http('POST /pet', { data: { name: `p${at}`, owner: 1 } });
      await app.http(`PUT /user/1/groups/${1 + at}`);
      await app.http('POST /group', { data: { name: `g${at}` } });
    }
    await app.b.ask('GET /pet?limit=100');
    await app.b.ask('GET /group?limit=100');
    await app.b.told();
    await app.http('DELETE /user/1');
    const told = await app.b.told();
    const pets = told.filter(([event]) => event === 'pet').map(([, { id }]) => Number(id));
    const groups = told.filter(([event]) => event === 'group').map(([, { id }]) => Number(id));
    expect(pets.toSorted((x, y) => x - y)).toEqual([1, 2, 4, 5, 6, 7, 8, 9]);
    expect(groups.toSorted((x, y) => x - y)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('should tell a member nothing that has not happened, when it can not be without its owner', async () => {
    const models = {
      list: { attributes: { items: { collection: 'item', via: 'list' } } },
      item: { attributes: { name: 'string', list: { model: 'list', required: true } } },
    };
    await using lifted = await lift({
      orm: { moduleDefinitions: { models } },
      blueprints: { defaultLimit: 2 },
    });
    const http = lifted.via('http');
    await http('POST /list', { data: {} });
    for (const name of ['a', 'b', 'c']) await http('POST /item', { data: { name, list: 1 } });
    await using watcher = await watch(lifted.url);
    await watcher.ask('GET /list');
    await watcher.ask('GET /item?limit=10');
    expect((await http('DELETE /list/1')).status).toBe(200);
    expect(await watcher.told()).toEqual([
      ['list', { verb: 'destroyed', id: 1, previous: expect.objectContaining({ id: 1 }) }],
    ]);
    expect(await lifted.app.models.item!.find()).toMatchObject([{ list: 1 }, { list: 1 }, { list: 1 }]);
  });

  test('should tell members of a destroyed owner what is stored, when it does not cascade', async () => {
    const models = {
      list: {
        cascadeOnDestroy: false,
        attributes: {
          items: { collection: 'item', via: 'list' },
          tags: { collection: 'tag', via: 'lists' },
          folder: { model: 'folder' },
        },
      },
      item: { attributes: { name: 'string', list: { model: 'list' } } },
      tag: { attributes: { lists: { collection: 'list', via: 'tags' } } },
      folder: { attributes: { lists: { collection: 'list', via: 'folder' } } },
    };
    await using lifted = await lift({
      orm: { moduleDefinitions: { models } },
      blueprints: { defaultLimit: 2 },
    });
    const http = lifted.via('http');
    await http('POST /folder', { data: {} });
    await http('POST /list', { data: { folder: 1 } });
    await http('POST /tag', { data: { lists: [1] } });
    for (const name of ['a', 'b', 'c']) await http('POST /item', { data: { name, list: 1 } });
    await using watcher = await watch(lifted.url);
    for (const name of ['list', 'item', 'tag', 'folder']) await watcher.ask(`GET /${name}?limit=10`);
    expect((await http('DELETE /list/1')).status).toBe(200);
    // The items keep their key, so nothing about them has changed; tag and folder list the list no more.
    expect(await lifted.app.models.item!.find()).toMatchObject([{ list: 1 }, { list: 1 }, { list: 1 }]);
    expect((await http('GET /tag/1')).body).toMatchObject({ lists: [] });
    expect((await http('GET /folder/1')).body).toMatchObject({ lists: [] });
    const told = await watcher.told();
    expect(told).toHaveLength(3);
    expect(told).toEqual(
      expect.arrayContaining([
        ['list', { verb: 'destroyed', id: 1, previous: expect.objectContaining({ id: 1 }) }],
        removedFrom('tag', 1, 'lists', 1),
        removedFrom('folder', 1, 'lists', 1),
      ]),
    );
  });

  test('should tell nothing of what is protected', async () => {
    await using app = await party();
    await app.app.models.user!.update({}, { password: 'secret' });
    await app.http('PATCH /user/1', { data: { age: 1 } });
    await app.http('POST /pet', { data: { name: 'x', owner: 1 } });
    await app.http('DELETE /pet/4');
    await app.http('DELETE /user/1');
    const told = await app.b.told();
    expect(told.length).toBeGreaterThan(4);
    expect(JSON.stringify(told)).not.toMatch(/secret|password|enemies/);
  });
});

describe('subscriptions', () => {
  const rooms = (app: Sails, { client }: Watcher) =>
    [...app.io.sockets.sockets.get(client.id!)!.rooms]
      .filter((room) => room !== client.id)
      .map((room) => room.replace(/^sails_model_/, ''))
      .toSorted();
  const of = (...names: string[]) => names.toSorted();

  test.each<[address: string, rooms: string[]]>([
    ['GET /profile', of('create_profile')],
    [
      'GET /user',
      of(
        ...['create_user', 'create_pet', 'create_group', 'create_profile', 'user_1:user', 'user_2:user'],
        ...['pet_1:pet', 'pet_2:pet', 'pet_3:pet', 'group_1:group'],
      ),
    ],
    [
      'GET /user?populate=false&id=2',
      of('create_user', 'create_pet', 'create_group', 'create_profile', 'user_2:user'),
    ],
    ['GET /pet/3', of('create_user', 'pet_3:pet', 'user_2:user')],
    ['GET /pet/9', []],
    [
      'GET /user/2/pets',
      of('create_user', 'create_pet', 'create_group', 'create_profile', 'user_2:user', 'pet_3:pet'),
    ],
    ['POST /profile', of('profile_1:profile')],
    ['PATCH /pet/1', of('pet_1:pet')],
    ['PUT /user/2/pets/1', of('user_2:user', 'pet_1:pet')],
    ['DELETE /user/1/pets/1', []],
    ['DELETE /pet/1', []],
  ])('should be those of %s', async (address, expected) => {
    await using app = await party();
    await app.a.ask(address);
    expect(rooms(app.app, app.a)).toEqual(expected);
  });

  test('should be to records alone when autoWatch is off, for the app, the model or the route', async () => {
    const models = blueprintModels();
    await using app = await party({
      orm: {
        moduleDefinitions: {
          models: { ...models, pet: { ...models.pet, blueprints: { autoWatch: false } } },
        },
      },
      routes: { 'GET /quiet': { action: 'group/find', autoWatch: false }, 'GET /all': 'group/find' },
    });
    await app.a.ask('GET /pet?id=3&populate=false');
    expect(rooms(app.app, app.a)).toEqual(['pet_3:pet']);
    await app.a.ask('GET /quiet?populate=false');
    expect(rooms(app.app, app.a)).toEqual(['group_1:group', 'pet_3:pet']);
    await app.a.ask('GET /all?populate=false');
    expect(rooms(app.app, app.a)).toContain('create_group');
  });

  test('should include records that are created later, and end when they are destroyed', async () => {
    await using app = await party();
    await app.a.ask('GET /profile');
    await app.http('POST /profile', { data: { text: 'x' } });
    expect(rooms(app.app, app.a)).toEqual(['create_profile', 'profile_1:profile']);
    await app.http('PATCH /profile/1', { data: { text: 'y' } });
    await app.http('DELETE /profile/1');
    expect(rooms(app.app, app.a)).toEqual(['create_profile']);
    expect((await app.a.told()).map(([, { verb }]) => verb)).toEqual(['created', 'updated', 'destroyed']);
  });

  test.each(['/user/1', '/user?id=1', '/pet/1/owner'])(
    'should miss nothing that %s changes between reading and subscribing',
    async (address) => {
      const models = blueprintModels();
      let isChanged = false;
      const user = {
        ...models.user,
        async subscribe(this: never, req: never, ids: number[]) {
          const { pubsub } = lifted.app.fastify;
          if (!isChanged) {
            isChanged = true;
            await lifted.via('http')('PATCH /user/1', { data: { name: 'between' } });
          }
          await pubsub.methodsOf(this).subscribe(req, ids);
        },
      };
      await using lifted = await lift({ orm: { moduleDefinitions: { models: { ...models, user } } } });
      await lifted.via('http')('POST /user', { data: { name: 'Ann' } });
      await lifted.via('http')('POST /pet', { data: { name: 'Rex', owner: 1 } });
      await using watcher = await watch(lifted.url);
      const { body } = await watcher.ask(`GET ${address}`);
      expect([body].flat()[0]).toMatchObject({ id: 1, name: 'between' });
      expect(isChanged).toBe(true);
    },
  );

  test('should be refused in words when a socket would be in too many rooms', async () => {
    await using app = await party({ sockets: { limits: { roomsPerSocket: 3 } } });
    await app.c.ask('GET /nothing');
    const answer = await app.c.ask('GET /pet');
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer).toMatchObject({ body: { code: 'E_TOO_MANY_ROOMS' } });
    // What was changed stays changed, and is not answered as if it had failed.
    for (const name of ['x', 'y', 'z'])
      expect(await app.c.ask('POST /pet', { data: { name } })).toMatchObject({ status: 200, body: { name } });
  });

  test('should come with a position that is before what was read', async () => {
    await using app = await party();
    const { headers } = await app.a.ask('GET /pet');
    await app.http('PATCH /pet/1', { data: { name: 'x' } });
    await app.a.told();
    const [epoch, offset] = String(headers['x-telltale-position']).split('.');
    expect(app.a.positions).toEqual([`${epoch}.${Number(offset) + 1}`]);
  });
});
