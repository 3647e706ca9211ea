/** What clients may ask of `find` and its sisters, and what is refused. @module */
import { describe, expect, test } from 'vitest';
import { blueprintOptions } from '../../test/blueprint-models.ts';
import { type Ask, type Lifted, lift, transports } from '../../test/transports.ts';

type Body = Record<string, unknown>;

/** An app with five users, of whom the first has forty pets. */
async function open(transport: (typeof transports)[number], options = {}): Promise<Lifted & { ask: Ask }> {
  const lifted = await lift(blueprintOptions(options));
  const { user, pet, country } = lifted.app.models;
  const names = ['Ann', 'Bob', 'Cem', 'Dan', 'Eve'];
  await user!.createEach(
    names.map((name, at) => ({ name, age: at * 10, password: `secret-${name}` })) as never,
  );
  await pet!.createEach(Array.from({ length: 40 }, (_, at) => ({ name: `p${at}`, owner: 1 })));
  await country!.createEach([
    { code: 'is', area: 103, facts: { cold: true }, isIsland: true },
    { code: 'li', area: null, facts: null, isIsland: false },
  ]);
  return Object.assign(lifted, { ask: lifted.via(transport) });
}

const encode = (value: unknown): string =>
  encodeWell(typeof value === 'string' ? value : JSON.stringify(value));
const query = (values: Record<string, unknown>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${encode(value)}`)
    .join('&');
const names = (body: unknown): unknown =>
  Array.isArray(body)
    ? body.map(({ name, code }: { name?: string; code?: string }) => name ?? code).join()
    : body;

describe.each(transports)('over %s', (transport) => {
  test.each<[string, string]>([
    [query({ where: { name: 'Bob' } }), 'Bob'],
    [query({ where: { age: { '>=': 20, '<': 40 } } }), 'Cem,Dan'],
    [query({ where: { or: [{ name: 'Ann' }, { age: { '>': 30 } }] } }), 'Ann,Eve'],
    [query({ where: { name: { contains: 'a' } } }), 'Dan'],
    [query({ where: { id: [1, 3] } }), 'Ann,Cem'],
    [query({ where: { name: { nin: ['Ann', 'Bob'] } }, limit: 2 }), 'Cem,Dan'],
    ['where[name]=Bob', 'Bob'],
    ['where[age][>]=30', 'Eve'],
    ['where=', 'Ann,Bob,Cem,Dan,Eve'],
    ['name=Bob', 'Bob'],
    ['age=10', 'Bob'],
    ['name=Bob&name=Eve', 'Bob,Eve'],
    ['id=2&id=4', 'Bob,Dan'],
    ['boss=', '400'],
    ['limit=2', 'Ann,Bob'],
    ['limit=0', ''],
    ['limit=', 'Ann,Bob,Cem,Dan,Eve'],
    ['limit=1000000000', 'Ann,Bob,Cem,Dan,Eve'],
    ['skip=3', 'Dan,Eve'],
    ['skip=9', ''],
    [query({ sort: 'name DESC', limit: 2 }), 'Eve,Dan'],
    [query({ sort: 'age', skip: 4 }), 'Eve'],
    [query({ sort: { age: -1 }, limit: 1 }), 'Eve'],
    [query({ sort: [{ age: 'DESC' }, { name: 'ASC' }], limit: 1 }), 'Eve'],
  ])('find should understand ?%s', async (parameters, expected) => {
    await using app = await open(transport);
    const { status, body } = await app.ask(`GET /user?${parameters}&populate=false`);
    expect(status === 200 ? names(body) : String(status)).toBe(expected);
  });

  test.each<[string, string, RegExp]>([
    ['nope=1', 'E_INVALID_CRITERIA', /unknown attribute "nope"/],
    ['_csrf=x', 'E_INVALID_CRITERIA', /unknown attribute "_csrf"/],
    ['where={', 'E_INVALID_CRITERIA', /`where` is no JSON/],
    ['where=true', 'E_INVALID_CRITERIA', /conditions are an object/],
    ['where="x"', 'E_INVALID_CRITERIA', /number/],
    [query({ where: { nope: 1 } }), 'E_INVALID_CRITERIA', /unknown attribute "nope"/],
    [query({ where: { name: { $ne: null } } }), 'E_INVALID_CRITERIA', /no operator "\$ne"/],
    [
      query({ where: { password: { startsWith: 's' } } }),
      'E_INVALID_CRITERIA',
      /unknown attribute "password"/,
    ],
    [query({ where: { or: [{ password: 'x' }] } }), 'E_INVALID_CRITERIA', /unknown attribute "password"/],
    [query({ where: { pets: 1 } }), 'E_INVALID_CRITERIA', /collection pets/],
    [query({ where: { age: 'old' } }), 'E_INVALID_CRITERIA', /a finite number; got "old"/],
    [query({ where: { age: { in: 5 } } }), 'E_INVALID_CRITERIA', /array/],
    [query({ where: { name: {} } }), 'E_INVALID_CRITERIA', /no operator/],
    ['where[name][like][]=a', 'E_INVALID_CRITERIA', /string/],
    ['where={"__proto__":{"age":1}}', 'E_INVALID_CRITERIA', /__proto__/],
    ['constructor=x', 'E_INVALID_CRITERIA', /constructor/],
    ['limit=-1', 'E_INVALID_CRITERIA', /`limit` is a whole number/],
    ['limit=1e3', 'E_INVALID_CRITERIA', /`limit` is a whole number/],
    ['limit=abc', 'E_INVALID_CRITERIA', /`limit` is a whole number/],
    ['limit=1&limit=2', 'E_INVALID_CRITERIA', /`limit` is a whole number/],
    ['limit=99999999999999999999', 'E_INVALID_CRITERIA', /`limit` is a whole number/],
    ['skip=-1', 'E_INVALID_CRITERIA', /`skip` is a whole number/],
    ['skip[]=1', 'E_INVALID_CRITERIA', /`skip` is a whole number/],
    ['sort=nope', 'E_INVALID_CRITERIA', /unknown attribute "nope"/],
    ['sort=password', 'E_INVALID_CRITERIA', /unknown attribute "password"/],
    ['sort=__proto__%20ASC', 'E_INVALID_CRITERIA', /__proto__/],
    ['sort=name%20SIDEWAYS', 'E_INVALID_CRITERIA', /sort/],
    ['sort=[{', 'E_INVALID_CRITERIA', /`sort` is no JSON/],
    ['sort=[[]]', 'E_INVALID_CRITERIA', /sort/],
    ['select=nope', 'E_INVALID_CRITERIA', /unknown attribute "nope"/],
    ['select=password', 'E_INVALID_CRITERIA', /unknown attribute "password"/],
    ['select[a]=name', 'E_INVALID_CRITERIA', /`select` is a list of names/],
    ['omit=password', 'E_INVALID_CRITERIA', /unknown attribute "password"/],
    ['omit=id', 'E_INVALID_CRITERIA', /primary key/],
    ['populate=nope', 'E_INVALID_POPULATES', /no association .*nope/],
    ['populate=name', 'E_INVALID_POPULATES', /no association .*name/],
    ['populate=enemies', 'E_INVALID_POPULATES', /no association .*enemies/],
    ['populate=[pets', 'E_INVALID_POPULATES', /no association/],
    ['populate[pets]=1', 'E_INVALID_POPULATES', /`populate` is a list of names/],
  ])('find should refuse ?%s with %s', async (parameters, code, details) => {
    await using app = await open(transport);
    const { status, body } = await app.ask(`GET /user?${parameters}`);
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { code, details: expect.stringMatching(details) },
    });
    expect(JSON.stringify(body)).not.toContain('secret-');
    expect(app.log.error).toEqual([]);
  });

  test('find should give what is selected, the primary key always', async () => {
    await using app = await open(transport);
    const one = async (parameters: string) =>
      ((await app.ask(`GET /user?limit=1&${parameters}`)).body as Body[])[0];
    expect(await one('select=name&populate=false')).toEqual({ id: 1, name: 'Ann' });
    expect(await one('select=name,%20age&populate=false')).toEqual({ id: 1, name: 'Ann', age: 0 });
    expect(await one('select=name&select=age&populate=false')).toEqual({ id: 1, name: 'Ann', age: 0 });
    expect(Object.keys((await one('omit=createdAt,updatedAt,email&populate=false'))!)).toEqual([
      'id',
      'name',
      'age',
      'boss',
    ]);
    expect(await one('select=name&omit=name&populate=false')).toEqual({ id: 1, name: 'Ann' });
    expect(await one('select=name&populate=boss')).toEqual({ id: 1, name: 'Ann', boss: null });
    expect(await one('select=&populate=false')).toHaveProperty('age');
  });

  test('should bound populated lists: 30 by themselves, more when they are named, never without end', async () => {
    await using app = await open(transport, { blueprints: { maximumLimit: 35 } });
    const count = async (address: string) => {
      const { body } = await app.ask(`GET ${address}`);
      return ((Array.isArray(body) ? body[0] : body) as { pets: object[] }).pets.length;
    };
    expect(await count('/user')).toBe(30);
    expect(await count('/user/1')).toBe(30);
    expect(await count('/user/1?populate=pets')).toBe(35);
    expect(await count('/user?populate=pets&limit=2')).toBe(35);
    expect((await app.ask('GET /user/1/pets')).body).toHaveLength(30);
    expect((await app.ask('GET /user/1/pets?limit=40')).body).toHaveLength(35);
    expect((await app.ask('GET /pet?limit=40')).body).toHaveLength(35);
    expect((await app.ask('GET /pet')).body).toHaveLength(30);
  });

  test('should bound what a client gives at once', async () => {
    await using app = await open(transport, { blueprints: { maximumLimit: 3 } });
    const many = [1, 2, 3, 4];
    for (const [address, data, code] of [
      ['POST /user', { name: 'x', pets: many }, 'E_INVALID_NEW_RECORD'],
      ['PATCH /user/1', { pets: many }, 'E_INVALID_VALUES_TO_SET'],
      ['PUT /user/2/pets', many, 'E_INVALID_ASSOCIATED_IDS'],
    ] as const) {
      expect(await app.ask(address, { data: data as unknown[] })).toMatchObject({
        status: 400,
        body: { code, details: expect.stringContaining('4 members; at most 3') },
      });
    }
  });

  test('should populate what the client or the app names, or nothing', async () => {
    await using app = await open(transport, { blueprints: { populate: ['groups'] } });
    const keys = async (address: string) => {
      const { body } = await app.ask(`GET ${address}`);
      return Object.keys((Array.isArray(body) ? body[0] : body) as object).filter((key) =>
        /pets|groups/.test(key),
      );
    };
    expect(await keys('/user')).toEqual(['groups']);
    expect(await keys('/user/1')).toEqual(['groups']);
    expect(await keys('/user?populate=pets')).toEqual(['pets']);
    expect(await keys('/user?populate=groups,pets')).toEqual(['pets', 'groups']);
    expect(await keys('/user?populate=')).toEqual(['groups']);
    expect(await keys('/user?populate=true')).toEqual(['groups']);
    expect(await keys('/user?populate=false')).toEqual([]);
  });

  test('should compare texts of a query as the attribute has them', async () => {
    await using app = await open(transport);
    const found = async (parameters: string) => names((await app.ask(`GET /country?${parameters}`)).body);
    expect(await found('isIsland=true')).toBe('is');
    expect(await found('area=103')).toBe('is');
    expect(await found(query({ where: { area: null } }))).toBe('li');
    expect(await found(query({ where: { facts: null } }))).toBe('li');
    expect(await found('code=is')).toBe('is');
    expect(await found('facts=x')).toMatchObject({ code: 'E_INVALID_CRITERIA' });
  });

  const injections = [
    "'; drop table user; --",
    "' or '1'='1",
    '" or ""="',
    '` or 1=1 --',
    "\\'; drop table user; --",
    "x' union select password from user --",
    '1; delete from user',
    '1) or (1=1',
    '$1',
    '?1',
    '%',
    'password',
    'user.password',
    'name"; drop table user; --',
    'name` desc, (select 1)',
    '\u0000',
    '\ud800',
    '__proto__',
    'toString',
  ];

  test.each(injections)('should never let %j through as SQL, in whatever parameter', async (text) => {
    await using app = await open(transport);
    const values: Record<string, unknown>[] = [
      { name: text },
      { [text]: 'x' },
      { where: text },
      { where: { name: text } },
      { where: { [text]: 1 } },
      { where: { name: { [text]: 1 } } },
      { where: { name: { like: text } } },
      { where: { name: [text] } },
      { where: { or: [{ [text]: text }] } },
      { limit: text },
      { skip: text },
      { sort: text },
      { sort: { [text]: 'ASC' } },
      { sort: { name: text } },
      { sort: `name ${text}` },
      { select: text },
      { omit: text },
      { populate: text },
      { id: text },
    ];
    const addresses = values
      .map((each) => `GET /user?${query(each)}`)
      .concat(
        [
          'GET /user/$',
          'GET /user/find/$',
          'GET /user/$/pets',
          'GET /user/1/pets?where=$',
          'GET /user/1/pets?sort=$',
          'GET /user/1/$',
          'GET /country/$',
          'GET /user/$/pets/add/$',
          'GET /user/$/pets/remove/$',
          'GET /user/1/pets/replace?pets=$',
          'PATCH /user/$',
          'DELETE /user/$',
          'DELETE /user?id=$',
          'PUT /user/1/pets/$',
          'PUT /user/$/pets/1',
          'PUT /user/1/pets?pets=$',
          'DELETE /user/1/pets/$',
          'DELETE /country/$',
          'GET /user/update/$?name=$',
        ].map((address) => address.replaceAll('$', encodeWell(text))),
      );
    for (const address of addresses) {
      const { status, body } = await app.ask(address);
      expect([200, 400, 404], address).toContain(status);
      if (status === 400 && typeof body === 'object') expect(body, address).toHaveProperty('code');
      expect(JSON.stringify(body) ?? '').not.toContain('secret-');
    }
    const given = await app.ask('POST /user', { data: { name: text, [text]: text, boss: text } });
    expect(given).toMatchObject({
      status: 400,
      // A name that could reach a prototype doesn't even get past the parser.
      body: {
        code: expect.stringMatching(text === '__proto__' ? /^E_(BODY|DATA)$/ : /^E_INVALID_NEW_RECORD$/),
      },
    });
    await app.ask('POST /country', { data: { code: text, facts: { [text]: text } } });
    expect(app.log.error).toEqual([]);
    expect(await app.app.models.user!.count()).toBe(5);
    expect(names((await app.ask('GET /user?populate=false')).body)).toBe('Ann,Bob,Cem,Dan,Eve');
  });
});

/** Half a character can't be written in a URL. */
function encodeWell(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}

describe('over a socket, where clients send objects', () => {
  const deep = (depth: number): object => (depth === 0 ? { name: 'Ann' } : { or: [deep(depth - 1)] });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ['operators as keys', { name: { $gt: '' } }, /no operator/],
    [
      'JSON that is deep beyond all',
      { where: `{"or":${'['.repeat(100_000)}${']'.repeat(100_000)}}` },
      /object/,
    ],
    [
      'conditions in JSON that are deep beyond all',
      { where: `${'{"or":['.repeat(50_000)}{}${']}'.repeat(50_000)}` },
      /levels deep/,
    ],
    ['conditions that are too deep', { where: deep(31) }, /levels deep/],
    [
      'too many conditions',
      { where: { or: Array.from({ length: 501 }, () => ({ age: 1 })) } },
      /500 conditions/,
    ],
    [
      'too many conditions that say nothing',
      { where: { or: Array.from({ length: 2_000 }, () => ({})) } },
      /500 conditions/,
    ],
    [
      'too many values in many lists',
      {
        where: { or: Array.from({ length: 400 }, (_, at) => ({ id: Array.from({ length: 90 }, () => at) })) },
      },
      /in all/,
    ],
    ['too many values', { where: { id: Array.from({ length: 10_001 }, (_, at) => at) } }, /10000 values/],
    ['a where that is an array of objects', { where: [{ name: 'Ann' }] }, /number/],
    ['a where that is true', { where: true }, /conditions are an object/],
    ['an object as a key', { id: { toString: 'x' } }, /no operator/],
    ['an object as limit', { limit: { valueOf: 1 } }, /`limit`/],
    ['an array as limit', { limit: [1] }, /`limit`/],
    ['a fraction', { limit: 1.5 }, /`limit`/],
    ['a number beyond all', { skip: 1e300 }, /`skip`/],
    ['an object in select', { select: [{}] }, /`select`/],
    ['a number as select', { select: 7 }, /`select`/],
    ['too many names', { select: Array.from({ length: 1_001 }, () => 'name') }, /`select`/],
    ['a number as sort', { sort: 7 }, /sort/],
    ['too many terms', { sort: Array.from({ length: 21 }, () => 'name') }, /20 terms/],
    ['a number as populate', { populate: 7 }, /`populate`/],
    ['populates of objects', { populate: [{ pets: 1 }] }, /`populate`/],
    ['binary where a text is due', { name: Buffer.from('Ann') }, /string|operator/],
  ])('find should refuse %s', async (_what, data, details) => {
    await using app = await open('socket');
    expect(await app.ask('GET /user', { data })).toMatchObject({
      status: 400,
      body: {
        code: expect.stringMatching(/^E_INVALID_(CRITERIA|POPULATES)$/),
        details: expect.stringMatching(details),
      },
    });
    expect(app.log.error).toEqual([]);
  });

  test('find should understand objects, lists and flags as they are', async () => {
    await using app = await open('socket');
    const found = async (data: Record<string, unknown>) =>
      names((await app.ask('GET /user', { data: { populate: false, ...data } })).body);
    expect(await found({ where: { age: { '>': 20 } }, sort: [{ age: 'DESC' }], limit: 1 })).toBe('Eve');
    expect(await found({ name: ['Ann', 'Bob'] })).toBe('Ann,Bob');
    expect(await found({ select: ['name'], skip: 4 })).toBe('Eve');
    expect(await found({ where: null, limit: null, skip: null, sort: null, select: null })).toBe(
      'Ann,Bob,Cem,Dan,Eve',
    );
    const [user] = (await app.ask('GET /user', { data: { populate: ['boss'], limit: 1 } })).body as Body[];
    expect(Object.keys(user!)).not.toContain('pets');
  });

  test.each<[string, unknown]>([
    ['an object', {}],
    ['an array', [1]],
    ['null', null],
    ['true', true],
    ['a fraction that is no key', 'x'],
    ['an operator', { '>': 0 }],
  ])('should refuse a primary key that is %s', async (_what, id) => {
    await using app = await open('socket');
    for (const address of ['DELETE /user', 'GET /user/destroy/x', 'PATCH /user/x']) {
      expect(await app.ask(address, { data: { id, name: 'x' } as never })).toMatchObject({
        status: 400,
        body: { code: 'E_INVALID_CRITERIA' },
      });
    }
    expect(await app.app.models.user!.count()).toBe(5);
  });

  test.each<[string, Record<string, unknown>]>([
    ['objects for texts', { name: { toString: 'x' } }],
    ['arrays for texts', { name: ['x'] }],
    ['objects for numbers', { name: 'x', age: {} }],
    ['texts that are no number', { name: 'x', age: '0x10' }],
    ['operators', { name: { '!=': 'x' } }],
    ['binary data', { name: Buffer.from('x') }],
    ['NUL', { name: 'a\0b' }],
    ['half a character', { name: '\ud800' }],
    ['a record as a list', { name: 'x', pets: { id: 1 } }],
    ['a list of objects', { name: 'x', pets: [{ name: 'new' }] }],
    ['an object for a key', { name: 'x', boss: { '>': 0 } }],
  ])('create and update should refuse %s', async (_what, data) => {
    await using app = await open('socket');
    expect(await app.ask('POST /user', { data })).toMatchObject({
      status: 400,
      body: { code: 'E_INVALID_NEW_RECORD' },
    });
    expect(await app.ask('PATCH /user/1', { data })).toMatchObject({
      status: 400,
      body: { code: 'E_INVALID_VALUES_TO_SET' },
    });
    expect(app.log.error).toEqual([]);
    expect(await app.app.models.user!.count()).toBe(5);
  });

  test('should keep JSON as it is, names of methods among its keys', async () => {
    await using app = await open('socket');
    const facts = { constructor: 'x', toJSON: 1, length: 3, hasOwnProperty: 4 };
    const { body } = await app.ask('POST /country', { data: { code: 'x', facts } });
    expect(JSON.stringify((body as Body).facts)).toBe(JSON.stringify(facts));
    expect((await app.ask('GET /country/x')).body).toMatchObject({ facts });
  });
});
