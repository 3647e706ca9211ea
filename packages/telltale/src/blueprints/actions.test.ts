/** What each blueprint answers, over both transports. @module */
import type { AppOptions } from 'telltale';
import { describe, expect, test } from 'vitest';
import { blueprintOptions } from '../../test/blueprint-models.ts';
import { type Ask, type Lifted, lift, transports } from '../../test/transports.ts';

type Body = Record<string, unknown>;

async function open(
  transport: (typeof transports)[number],
  options: AppOptions = {},
): Promise<Lifted & { ask: Ask }> {
  const lifted = await lift(blueprintOptions(options));
  return Object.assign(lifted, { ask: lifted.via(transport) });
}

const usage = (code: string, details: RegExp) => ({
  status: 400,
  body: { code, details: expect.stringMatching(details), message: expect.stringMatching(/`[A-Z]+ \//) },
});
const notFound = { status: 404, body: 'Not Found' };
const names = (body: unknown): string => (body as { name: string }[]).map(({ name }) => name).join();

describe.each(transports)('%s', (transport) => {
  describe('find', () => {
    test('should answer with an array, empty when there is no record', async () => {
      await using app = await open(transport);
      expect(await app.ask('GET /user')).toMatchObject({ status: 200, body: [] });
    });

    test('should fill every association in', async () => {
      await using app = await open(transport);
      await app.ask('POST /user', { data: { name: 'Ann' } });
      await app.ask('POST /pet', { data: { name: 'Rex', owner: 1 } });
      const { body } = await app.ask('GET /user');
      expect(body).toEqual([
        {
          id: 1,
          createdAt: expect.any(Number),
          updatedAt: expect.any(Number),
          name: 'Ann',
          email: null,
          age: 0,
          boss: null,
          pets: [
            { id: 1, createdAt: expect.any(Number), updatedAt: expect.any(Number), name: 'Rex', owner: 1 },
          ],
          groups: [],
          friends: [],
          profile: [],
        },
      ]);
    });
  });

  describe('findOne', () => {
    test('should answer with the record, 404 when there is none, 400 when the key is of another type', async () => {
      await using app = await open(transport);
      await app.ask('POST /user', { data: { name: 'Ann' } });
      expect(await app.ask('GET /user/1')).toMatchObject({
        status: 200,
        body: { id: 1, name: 'Ann', pets: [] },
      });
      expect(await app.ask('GET /user/2')).toMatchObject(notFound);
      expect(await app.ask('GET /user/two')).toMatchObject(
        usage('E_INVALID_CRITERIA', /`id`.*number.*"two"/),
      );
    });

    test('should take keys that are texts', async () => {
      await using app = await open(transport);
      await app.ask('POST /country', { data: { code: 'is', area: 103_000 } });
      expect(await app.ask('GET /country/is')).toMatchObject({
        status: 200,
        body: { code: 'is', area: 103_000 },
      });
      expect(await app.ask('GET /country/IS')).toMatchObject(notFound);
    });
  });

  describe('create', () => {
    test('should answer with the record as it is stored, in the order of its attributes', async () => {
      await using app = await open(transport);
      const { status, body } = await app.ask('POST /user', {
        data: { bogus: 9, age: 3, name: 'Ann', email: 'ann@x.io' },
      });
      expect(status).toBe(200);
      expect(JSON.stringify(body).replaceAll(/\d{13}/g, '0')).toBe(
        '{"pets":[],"groups":[],"friends":[],"profile":[],"createdAt":0,"updatedAt":0,"id":1,' +
          '"name":"Ann","email":"ann@x.io","age":3,"boss":null}',
      );
    });

    test('should fill in what the record points at', async () => {
      await using app = await open(transport);
      await app.ask('POST /user', { data: { name: 'Ann' } });
      const { body } = await app.ask('POST /pet', { data: { name: 'Rex', owner: 1 } });
      expect(body).toMatchObject({ id: 1, name: 'Rex', owner: { id: 1, name: 'Ann', boss: null } });
    });

    test('should give the record its members, taken from others', async () => {
      await using app = await open(transport);
      await app.ask('POST /pet', { data: { name: 'Rex' } });
      await app.ask('POST /user', { data: { name: 'Ann', pets: [1] } });
      const { body } = await app.ask('POST /user', { data: { name: 'Bob', pets: [1] } });
      expect(body).toMatchObject({ id: 2, pets: [{ id: 1, owner: 2 }] });
      expect((await app.ask('GET /user/1')).body).toMatchObject({ pets: [] });
    });

    test('should answer 400 with every rule that is broken, and create nothing', async () => {
      await using app = await open(transport);
      expect(await app.ask('POST /user', { data: { email: 'notmail' } })).toMatchObject(
        usage('E_INVALID_NEW_RECORD', /name is required.*email/s),
      );
      expect(await app.ask('POST /user', { data: { name: 'Ann', pets: 'all' } })).toMatchObject(
        usage('E_INVALID_NEW_RECORD', /pets/),
      );
      expect((await app.ask('GET /user')).body).toEqual([]);
    });

    test('should answer 400 when the record would not be unique', async () => {
      await using app = await open(transport);
      await app.ask('POST /user', { data: { name: 'Ann', email: 'ann@x.io' } });
      const answer = await app.ask('POST /user', { data: { name: 'Eve', email: 'ann@x.io' } });
      expect(answer).toMatchObject({ status: 400 });
      expect(answer.body).toEqual({
        code: 'E_UNIQUE',
        message: expect.stringContaining('email'),
        modelIdentity: 'user',
        attrNames: ['email'],
      });
    });

    test('should warn once of a value that is no attribute, in development only, and leave it out', async () => {
      for (const environment of ['development', 'production']) {
        await using app = await open(transport, {
          environment,
          models: { migrate: 'alter' },
          blueprints: { rest: true },
          sockets: { beforeConnect: (_handshake, proceed) => proceed(undefined, true) },
        });
        for (let time = 0; time < 2; time += 1) {
          const { status } = await app.ask('POST /user', {
            data: { name: 'Ann', aeg: 3, pasword: 'x', _csrf: 'x' },
          });
          expect(status).toBe(200);
          await app.ask('PATCH /user/1', { data: { id: 1, aeg: 3 } });
        }
        const told = app.log.warn.filter((line) => line.includes('left out'));
        expect(told).toEqual(
          environment === 'production'
            ? []
            : [
                expect.stringMatching(/^model user: the value for "aeg" is left out.*Did you mean 'age'\?$/),
                expect.stringMatching(/^model user: the value for "pasword" is left out/),
              ],
        );
      }
    });

    test('should refuse a value that is no attribute when the app says so, and name the nearest', async () => {
      await using app = await open(transport, { models: { unknownAttributes: 'refuse' } });
      expect(await app.ask('POST /user', { data: { name: 'Ann', aeg: 3 } })).toMatchObject(
        usage('E_INVALID_NEW_RECORD', /"aeg" is no attribute; known: .*Did you mean 'age'\?$/),
      );
      // What is protected is not named to a client.
      expect(await app.ask('POST /user', { data: { name: 'Ann', pasword: 'x' } })).toMatchObject(
        usage('E_INVALID_NEW_RECORD', /"pasword" is no attribute; known: (?!.*(password|enemies))/),
      );
      expect((await app.ask('GET /user')).body).toEqual([]);
      await app.ask('POST /user', { data: { name: 'Ann', _csrf: 'x' } });
      expect(await app.ask('PATCH /user/1', { data: { id: 1, nmae: 'Bob' } })).toMatchObject(
        usage('E_INVALID_VALUES_TO_SET', /Did you mean 'name'\?$/),
      );
      expect((await app.ask('PATCH /user/1', { data: { id: 1, name: 'Bob' } })).body).toMatchObject({
        name: 'Bob',
      });
    });

    test('should leave automatic attributes to the server, and refuse protected ones', async () => {
      await using app = await open(transport);
      const { body } = await app.ask('POST /user', {
        data: { id: 77, createdAt: 1, updatedAt: 2, name: 'Ann' },
      });
      expect(body).toMatchObject({ id: 1 });
      expect((body as Body).createdAt).toBeGreaterThan(1_000);
      expect((body as Body).updatedAt).toBeGreaterThan(1_000);
      expect(await app.ask('POST /user', { data: { name: 'Eve', password: 'x' } })).toMatchObject(
        usage('E_INVALID_NEW_RECORD', /password is protected/),
      );
      expect(await app.ask('POST /user', { data: { name: 'Eve', enemies: [] } })).toMatchObject(
        usage('E_INVALID_NEW_RECORD', /enemies is protected/),
      );
    });

    test('should refuse a body that is no object', async () => {
      await using app = await open(transport);
      expect(await app.ask('POST /pet', { data: [{ name: 'Rex' }] })).toMatchObject(
        usage('E_INVALID_NEW_RECORD', /an object of attributes; got/),
      );
      expect((await app.ask('GET /pet')).body).toEqual([]);
    });
  });

  describe.each(['PATCH', 'PUT'])('update by %s', (method) => {
    test('should answer with the record as it is now', async () => {
      await using app = await open(transport);
      await app.ask('POST /user', { data: { name: 'Ann', email: 'ann@x.io' } });
      const { status, body } = await app.ask(`${method} /user/1`, { data: { age: '4', bogus: 1 } });
      expect(status).toBe(200);
      expect(body).toMatchObject({ id: 1, name: 'Ann', email: 'ann@x.io', age: 4, pets: [] });
      expect(body).not.toHaveProperty('bogus');
    });

    test('should leave the primary key and the times as they are, though a whole record is sent back', async () => {
      await using app = await open(transport);
      const { body } = await app.ask('POST /pet', { data: { name: 'Rex' } });
      const answer = await app.ask(`${method} /pet/1`, {
        data: { ...(body as Body), id: 9, createdAt: 5, name: 'Tom' },
      });
      expect(answer).toMatchObject({
        status: 200,
        body: { id: 1, name: 'Tom', createdAt: (body as Body).createdAt },
      });
    });

    test('should leave an attribute alone that is called id beside another primary key', async () => {
      const attributes = { code: { type: 'string', required: true }, id: 'number', name: 'string' };
      const models = { town: { primaryKey: 'code', attributes } };
      await using app = await lift({ orm: { moduleDefinitions: { models } } } as never);
      const ask = app.via(transport);
      await ask('POST /town', { data: { code: 'abc', id: 7, name: 'x' } });
      expect(await ask('PATCH /town/abc', { data: { name: 'y' } })).toMatchObject({
        status: 200,
        body: { code: 'abc', id: 7, name: 'y' },
      });
      expect((await ask('PATCH /town/abc', { data: { id: 8 } })).body).toMatchObject({ code: 'abc', id: 8 });
    });

    test('should set the members of a collection', async () => {
      await using app = await open(transport);
      for (const name of ['Rex', 'Tom']) await app.ask('POST /pet', { data: { name } });
      await app.ask('POST /user', { data: { name: 'Ann', pets: [1] } });
      const { body } = await app.ask(`${method} /user/1`, { data: { pets: [2] } });
      expect(body).toMatchObject({ pets: [{ id: 2, owner: 1 }] });
    });

    test('should answer 404 when there is no record, and 400 for values that do not fit', async () => {
      await using app = await open(transport);
      await app.ask('POST /user', { data: { name: 'Ann', email: 'ann@x.io' } });
      await app.ask('POST /user', { data: { name: 'Bob', email: 'bob@x.io' } });
      expect(await app.ask(`${method} /user/3`, { data: { name: 'x' } })).toMatchObject(notFound);
      expect(await app.ask(`${method} /user/x`, { data: { name: 'x' } })).toMatchObject(
        usage('E_INVALID_CRITERIA', /`id`/),
      );
      expect(await app.ask(`${method} /user/1`, { data: { name: '' } })).toMatchObject(
        usage('E_INVALID_VALUES_TO_SET', /name/),
      );
      expect(await app.ask(`${method} /user/1`, { data: { password: 'x' } })).toMatchObject(
        usage('E_INVALID_VALUES_TO_SET', /password is protected/),
      );
      expect(await app.ask(`${method} /user/1`, { data: ['x'] })).toMatchObject(
        usage('E_INVALID_VALUES_TO_SET', /an object of attributes/),
      );
      expect(await app.ask(`${method} /user/2`, { data: { email: 'ann@x.io' } })).toMatchObject({
        status: 400,
        body: { code: 'E_UNIQUE', attrNames: ['email'] },
      });
      expect((await app.ask('GET /user?select=name,email&populate=false')).body).toEqual([
        { id: 1, name: 'Ann', email: 'ann@x.io' },
        { id: 2, name: 'Bob', email: 'bob@x.io' },
      ]);
    });
  });

  describe('destroy', () => {
    test('should answer with what the record was, and let its members go', async () => {
      await using app = await open(transport);
      await app.ask('POST /user', { data: { name: 'Ann' } });
      await app.ask('POST /pet', { data: { name: 'Rex', owner: 1 } });
      expect(await app.ask('DELETE /user/1')).toMatchObject({
        status: 200,
        body: { id: 1, name: 'Ann', pets: [{ id: 1, name: 'Rex', owner: 1 }] },
      });
      expect(await app.ask('GET /user/1')).toMatchObject(notFound);
      expect((await app.ask('GET /pet/1')).body).toMatchObject({ owner: null });
    });

    test('should answer 404 when there is no record, and 400 without a key', async () => {
      await using app = await open(transport);
      expect(await app.ask('DELETE /user/1')).toMatchObject(notFound);
      expect(await app.ask('DELETE /user')).toMatchObject(usage('E_INVALID_CRITERIA', /`id`.*undefined/));
      expect(await app.ask('DELETE /user/one')).toMatchObject(usage('E_INVALID_CRITERIA', /`id`/));
      expect(await app.ask('DELETE /user?id=1&id=2')).toMatchObject(usage('E_INVALID_CRITERIA', /`id`/));
    });
  });

  describe('populate', () => {
    test('should answer with the members, keys included', async () => {
      await using app = await open(transport);
      await app.ask('POST /user', { data: { name: 'Ann' } });
      for (const name of ['Rex', 'Tom', 'Zoe']) await app.ask('POST /pet', { data: { name, owner: 1 } });
      const { body } = await app.ask('GET /user/1/pets?select=name');
      expect(body).toEqual([
        { id: 1, name: 'Rex', owner: 1 },
        { id: 2, name: 'Tom', owner: 1 },
        { id: 3, name: 'Zoe', owner: 1 },
      ]);
      const page = await app.ask(
        'GET /user/1/pets?sort=name DESC&limit=1&skip=1'.replace(' DESC', '%20DESC'),
      );
      expect(names(page.body)).toBe('Tom');
      expect(names((await app.ask('GET /user/1/pets?name=Zoe')).body)).toBe('Zoe');
      const where = encodeURIComponent('{"name":{"<":"Z"}}');
      expect(names((await app.ask(`GET /user/1/pets?where=${where}`)).body)).toBe('Rex,Tom');
    });

    test('should answer with the one record', async () => {
      await using app = await open(transport);
      await app.ask('POST /user', { data: { name: 'Ann' } });
      await app.ask('POST /pet', { data: { name: 'Rex', owner: 1 } });
      expect((await app.ask('GET /pet/1/owner?select=name')).body).toEqual({ id: 1, name: 'Ann' });
    });

    test('should answer 404 when there is no parent, no one record, or no such association', async () => {
      await using app = await open(transport);
      await app.ask('POST /user', { data: { name: 'Ann' } });
      for (const path of [
        '/user/2/pets',
        '/user/1/boss',
        '/user/1/nothing',
        '/user/1/enemies',
        '/user/1/name',
      ])
        expect(await app.ask(`GET ${path}`)).toMatchObject(notFound);
      expect(await app.ask('GET /user/1/pets')).toMatchObject({ status: 200, body: [] });
      expect(await app.ask('GET /user/x/pets')).toMatchObject(usage('E_INVALID_CRITERIA', /`parentid`/));
    });
  });

  describe('add', () => {
    test('should answer with the parent, every association filled in, also when it is a member already', async () => {
      await using app = await open(transport);
      await app.ask('POST /user', { data: { name: 'Ann' } });
      await app.ask('POST /pet', { data: { name: 'Rex' } });
      for (const _time of [1, 2]) {
        expect(await app.ask('PUT /user/1/pets/1')).toMatchObject({
          status: 200,
          body: { id: 1, pets: [{ id: 1, owner: 1 }], groups: [], friends: [], boss: null },
        });
      }
    });

    test('should add to both sides of many-to-many, and to a collection that nothing points back from', async () => {
      await using app = await open(transport);
      for (const name of ['Ann', 'Bob']) await app.ask('POST /user', { data: { name } });
      await app.ask('POST /group', { data: { name: 'crew' } });
      for (const _time of [1, 2]) await app.ask('PUT /group/1/members/2');
      expect((await app.ask('GET /user/2')).body).toMatchObject({ groups: [{ id: 1, name: 'crew' }] });
      expect((await app.ask('PUT /user/1/friends/2')).body).toMatchObject({ friends: [{ id: 2 }] });
      expect((await app.ask('GET /user/2')).body).toMatchObject({ friends: [] });
    });

    test('should answer 404 when there is no parent or no child, and change nothing', async () => {
      await using app = await open(transport);
      await app.ask('POST /user', { data: { name: 'Ann' } });
      await app.ask('POST /pet', { data: { name: 'Rex' } });
      expect(await app.ask('PUT /user/1/pets/2')).toMatchObject(notFound);
      expect(await app.ask('PUT /user/2/pets/1')).toMatchObject(notFound);
      expect(await app.ask('PUT /user/1/boss/1')).toMatchObject(notFound);
      expect(await app.ask('PUT /user/1/enemies/1')).toMatchObject(notFound);
      expect(await app.ask('PUT /user/1/pets/x')).toMatchObject(usage('E_INVALID_CRITERIA', /`childid`/));
      expect((await app.ask('GET /pet/1')).body).toMatchObject({ owner: null });
    });
  });

  describe('remove', () => {
    test('should answer with the parent, also when it was no member', async () => {
      await using app = await open(transport);
      for (const name of ['Ann', 'Bob']) await app.ask('POST /user', { data: { name } });
      await app.ask('POST /pet', { data: { name: 'Rex', owner: 1 } });
      expect(await app.ask('DELETE /user/2/pets/1')).toMatchObject({
        status: 200,
        body: { id: 2, pets: [] },
      });
      expect((await app.ask('GET /pet/1')).body).toMatchObject({ owner: { id: 1 } });
      for (const _time of [1, 2])
        expect(await app.ask('DELETE /user/1/pets/1')).toMatchObject({
          status: 200,
          body: { id: 1, pets: [] },
        });
      expect((await app.ask('GET /pet/1')).body).toMatchObject({ owner: null });
    });

    test('should answer 404 when there is no parent or no child', async () => {
      await using app = await open(transport);
      await app.ask('POST /user', { data: { name: 'Ann' } });
      expect(await app.ask('DELETE /user/1/pets/1')).toMatchObject(notFound);
      await app.ask('POST /pet', { data: { name: 'Rex' } });
      expect(await app.ask('DELETE /user/2/pets/1')).toMatchObject(notFound);
    });
  });

  describe('replace', () => {
    test('should take an array as the body, or as a query parameter', async () => {
      await using app = await open(transport);
      for (const name of ['Rex', 'Tom', 'Zoe']) await app.ask('POST /pet', { data: { name } });
      await app.ask('POST /user', { data: { name: 'Ann', pets: [1] } });
      const pets = async (address: string, data?: unknown[]) => {
        const { status, body } = await app.ask(address, data ? { data } : {});
        return status === 200 ? (body as { pets: { id: number }[] }).pets.map(({ id }) => id) : body;
      };
      expect(await pets('PUT /user/1/pets', [2, '3', 2])).toEqual([2, 3]);
      expect(await pets('PUT /user/1/pets?pets=[1,2]')).toEqual([1, 2]);
      expect(await pets('PUT /user/1/pets?pets=3')).toEqual([3]);
      expect(await pets('PUT /user/1/pets?pets=1&pets=3')).toEqual([1, 3]);
      expect(await pets('PUT /user/1/pets', [99, 2])).toEqual([2]);
      expect(await pets('PUT /user/1/pets', [])).toEqual([]);
    });

    test('should answer 400 for anything else, and 404 before any write when there is no parent', async () => {
      await using app = await open(transport);
      await app.ask('POST /user', { data: { name: 'Ann' } });
      await app.ask('POST /pet', { data: { name: 'Rex', owner: 1 } });
      const bad = [{ data: { pets: [1] } }, { data: ['x'] }, { data: [{}] }, { data: [null] }, {}];
      for (const given of bad) {
        expect(await app.ask('PUT /user/1/pets', given)).toMatchObject(
          usage('E_INVALID_ASSOCIATED_IDS', /pets|array/),
        );
      }
      expect(await app.ask('PUT /user/1/pets?pets=[1')).toMatchObject(
        usage('E_INVALID_ASSOCIATED_IDS', /JSON/),
      );
      expect(await app.ask('PUT /user/7/pets', { data: [1] })).toMatchObject(notFound);
      expect(await app.ask('PUT /user/7/groups', { data: [1] })).toMatchObject(notFound);
      expect(await app.ask('PUT /user/7/friends', { data: [1] })).toMatchObject(notFound);
      expect((await app.ask('GET /pet/1')).body).toMatchObject({ owner: { id: 1 } });
    });
  });

  test('should offer every action as a shortcut', async () => {
    await using app = await open(transport);
    expect((await app.ask('GET /user/create?name=Ann')).body).toMatchObject({ id: 1, name: 'Ann' });
    expect((await app.ask('GET /pet/create?name=Rex')).body).toMatchObject({ id: 1 });
    expect((await app.ask('GET /user/create?name=Bob&pets=[1]')).body).toMatchObject({ pets: [{ id: 1 }] });
    expect(names((await app.ask('GET /user/find?name=Bob')).body)).toBe('Bob');
    expect((await app.ask('GET /user/find/2')).body).toMatchObject({ name: 'Bob' });
    expect((await app.ask('GET /user/update/2?age=7')).body).toMatchObject({ age: 7 });
    expect((await app.ask('GET /user/1/pets/add/1')).body).toMatchObject({ id: 1, pets: [{ id: 1 }] });
    expect((await app.ask('GET /user/1/pets/remove/1')).body).toMatchObject({ id: 1, pets: [] });
    expect((await app.ask('GET /user/1/pets/replace?pets=[1]')).body).toMatchObject({ pets: [{ id: 1 }] });
    expect((await app.ask('GET /user/destroy/2')).body).toMatchObject({ id: 2 });
    expect(names((await app.ask('GET /user')).body)).toBe('Ann');
  });

  test('should never tell a protected attribute, at any depth', async () => {
    await using app = await open(transport);
    const user = app.app.models.user!;
    await user.create({ name: 'Ann', password: 'secret' });
    await app.ask('POST /pet', { data: { name: 'Rex', owner: 1 } });
    await app.ask('PUT /user/1/friends/1');
    for (const address of [
      'GET /user',
      'GET /user/1',
      'GET /pet',
      'GET /pet/1/owner',
      'PATCH /user/1',
      'DELETE /user/1',
    ])
      expect(JSON.stringify((await app.ask(address)).body)).not.toMatch(/secret|password|enemies/);
  });
});
