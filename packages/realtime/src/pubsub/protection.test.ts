/** What never leaves the server: protected attributes, at any depth, in every notification. @module */
import type { PublishableModel } from '@telltale/realtime';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createParty } from '../../test/party.ts';

type Attributes = NonNullable<PublishableModel['attributes']>;

const users: Attributes = {
  id: { type: 'number' },
  name: 'string',
  password: { type: 'string', protect: true },
  pets: { collection: 'pet', via: 'owner' },
  secrets: { collection: 'pet', via: 'keeper', protect: true },
};
const pets: Attributes = {
  id: { type: 'number' },
  chip: { type: 'string', protect: true },
  owner: { model: 'user' },
  keeper: { model: 'user', protect: true },
};

/** An app with both models, and a client that hears everything of record 1 of each, and of new records. */
async function createHouse(user: Partial<PublishableModel> = {}, pet: Partial<PublishableModel> = {}) {
  const party = await createParty();
  const User = party.app.pubsub.attach({ identity: 'user', primaryKey: 'id', attributes: users, ...user });
  const Pet = party.app.pubsub.attach({ identity: 'pet', primaryKey: 'id', attributes: pets, ...pet });
  const client = await party.join();
  const socket = party.app.sockets.get(client.id as string);
  for (const model of [User, Pet]) {
    model.watch(socket);
    model.subscribe(socket, 1);
  }
  return {
    ...party,
    User,
    Pet,
    /** The payloads heard, without positions. */
    heardData: async () => (await party.heard(client)).map(([, data]) => data),
  };
}

const ann = () => ({
  id: 1,
  name: 'Ann',
  password: 'hunter2',
  pets: [{ id: 5, chip: 'X-99', owner: { id: 1, name: 'Ann', password: 'hunter2' } }],
  secrets: [{ id: 6, chip: 'X-98' }],
});
const visible = { id: 1, name: 'Ann', pets: [{ id: 5, owner: { id: 1, name: 'Ann' } }] };

describe('protected attributes', () => {
  test('should be in no notification, at no depth', async () => {
    await using house = await createHouse();
    const { User, Pet, heardData } = house;
    await User.publishCreate(ann(), null, { noReverse: true });
    await User.publishUpdate(1, { name: 'Eve', password: 'new' }, null, { previous: ann(), noReverse: true });
    await User.publishAdd(1, 'pets', { id: 5, chip: 'X-99', owner: ann() }, null, { noReverse: true });
    await User.publishDestroy(1, null, { previous: ann(), noReverse: true });
    await Pet.publishCreate({ id: 9, chip: 'X-99', keeper: ann(), owner: ann() }, null, { noReverse: true });
    expect(await heardData()).toEqual([
      { verb: 'created', data: visible, id: 1 },
      { verb: 'updated', data: { name: 'Eve' }, id: 1, previous: visible },
      {
        id: 1,
        verb: 'addedTo',
        attribute: 'pets',
        addedId: 5,
        added: { id: 5, owner: visible },
      },
      { verb: 'destroyed', id: 1, previous: visible },
      { verb: 'created', data: { id: 9, owner: visible }, id: 9 },
    ]);
  });

  test('should not be told of as associations, on either side', async () => {
    await using house = await createHouse();
    const { User, Pet, heardData } = house;
    await User.publishAdd(1, 'secrets', 1);
    await User.publishRemove(1, 'secrets', 1);
    await Pet.publishUpdate(2, { keeper: 1 }, null, { previous: { keeper: null } });
    await User.publishUpdate(2, { secrets: [1] }, null, { previous: { secrets: [] } });
    expect(await heardData()).toEqual([]);
    expect(house.log.error).toEqual([]);
  });

  test('should stay hidden whatever else a record holds', async () => {
    await using house = await createHouse();
    const { User, heardData } = house;
    const secret = 'the secret that must not leave';
    const tree = fc.letrec((tie) => ({
      user: fc.record(
        {
          id: fc.constant(1),
          name: fc.string(),
          password: fc.constant(secret),
          pets: fc.array(tie('pet'), { maxLength: 3 }),
          secrets: fc.constant([secret]),
          ['__proto__']: fc.jsonValue(),
        },
        { requiredKeys: ['id', 'password'] },
      ),
      pet: fc.record({
        id: fc.nat(),
        chip: fc.constant(secret),
        keeper: fc.constant({ id: 3, name: secret }),
        owner: fc.oneof({ maxDepth: 4 }, fc.constant(null), fc.nat(), tie('user')),
      }),
    })).user as fc.Arbitrary<{ id: number }>;
    await fc.assert(
      fc.asyncProperty(tree, tree, async (record, previous) => {
        await User.publishCreate(record, null, { noReverse: true });
        await User.publishUpdate(1, record, null, { previous, noReverse: true });
        const heard = await heardData();
        expect(heard).toHaveLength(2);
        expect(JSON.stringify(heard)).not.toContain(secret);
      }),
      { numRuns: 100 },
    );
  });

  test('should stay hidden when a populated record is of a model that nobody attached', async () => {
    await using party = await createParty();
    const User = party.app.pubsub.attach({ identity: 'user', primaryKey: 'id', attributes: users });
    const client = await party.join();
    await User.watch(party.app.sockets.get(client.id as string));
    await User.publishCreate({ id: 1, pets: [{ id: 1, chip: 'X-99' }] });
    await User.publishCreate({ id: 2, pets: [3, 4] });
    await User.publishCreate({ id: 3, pets: [{ id: 5 }] });
    expect((await party.heard(client)).map(([, data]) => data)).toEqual([
      { verb: 'created', data: { id: 1 }, id: 1 },
      { verb: 'created', data: { id: 2, pets: [3, 4] }, id: 2 },
      { verb: 'created', data: { id: 3 }, id: 3 },
    ]);
    expect(party.log.warn).toEqual([expect.stringContaining('user.pets')]);
  });
});

describe("the model's own JSON form", () => {
  const customToJSON = function (this: Record<string, unknown>) {
    const { name, ...rest } = this;
    return { ...rest, shown: `*${name}*` };
  };

  test('should be what leaves, of populated records too, and keep the app from changing its record', async () => {
    await using house = await createHouse({
      customToJSON() {
        Object.assign(this, { name: 'changed' });
        return this;
      },
    });
    const { User, Pet, heardData } = house;
    const record = ann();
    await User.publishCreate(record, null, { noReverse: true });
    await Pet.publishCreate({ id: 9, owner: ann() }, null, { noReverse: true });
    const owner = { id: 1, name: 'changed' };
    const form = { id: 1, name: 'changed', pets: [{ id: 5, owner }] };
    expect(await heardData()).toEqual([
      { verb: 'created', data: form, id: 1 },
      { verb: 'created', data: { id: 9, owner: form }, id: 9 },
    ]);
    expect(record).toEqual(ann());
  });

  test('should be what leaves of changes: derived values when they changed, and nothing that it hides', async () => {
    await using house = await createHouse({ customToJSON });
    const { User, heardData } = house;
    const previous = { id: 1, name: 'Ann', age: 3 };
    await User.publishUpdate(1, { age: 4, password: 'x' }, null, { previous });
    await User.publishUpdate(1, { name: 'Eve' }, null, { previous });
    await User.publishUpdate(1, { name: 'Eve' });
    expect(await heardData()).toEqual([
      { verb: 'updated', data: { age: 4 }, id: 1, previous: { id: 1, age: 3, shown: '*Ann*' } },
      { verb: 'updated', data: { shown: '*Eve*' }, id: 1, previous: { id: 1, age: 3, shown: '*Ann*' } },
      { verb: 'updated', data: {}, id: 1 },
    ]);
  });

  test('should be that of serialize when there is one, or of the record itself', async () => {
    await using house = await createHouse({
      serialize: (record) => ({ ...record, by: 'serialize', password: 'still protected' }),
      customToJSON: () => 'not asked',
    });
    const { User, Pet, heardData } = house;
    const record = Object.defineProperty({ id: 1, pets: [{ id: 2, chip: 'X' }] }, 'toJSON', {
      value: () => 'not asked',
    });
    await User.publishCreate(record, null, { noReverse: true });
    const pet = Object.defineProperty({ id: 3, chip: 'X' }, 'toJSON', {
      value(this: object) {
        return { ...this, by: 'toJSON' };
      },
    });
    await Pet.publishCreate(pet);
    expect(await heardData()).toEqual([
      { verb: 'created', data: { id: 1, pets: [{ id: 2 }], by: 'serialize' }, id: 1 },
      { verb: 'created', data: { id: 3, by: 'toJSON' }, id: 3 },
    ]);
  });

  test('should cost only its own notification when it fails', async () => {
    await using house = await createHouse({
      customToJSON() {
        if (this.name === 'bad') throw new Error('no form for the bad');
        return this;
      },
    });
    const { User, Pet, heardData } = house;
    const form = expect.objectContaining({
      code: 'E_JSON_FORM',
      message: expect.stringContaining('no form for'),
    });
    await expect(User.publishCreate([{ id: 2 }, { id: 3, name: 'bad' }, { id: 4 }])).rejects.toEqual(form);
    await expect(Pet.publishCreate({ id: 5, owner: { id: 1, name: 'bad' } })).rejects.toEqual(form);
    await User.publishUpdate(1, { age: 1 });
    expect(await heardData()).toEqual([
      { verb: 'created', data: { id: 2 }, id: 2 },
      { verb: 'created', data: { id: 4 }, id: 4 },
      { id: 1, verb: 'addedTo', attribute: 'pets', addedId: 5 },
      { verb: 'updated', data: { age: 1 }, id: 1 },
    ]);
    expect(house.log.error).toHaveLength(2);
  });

  test('should refuse what is no JSON or too long, and say so', async () => {
    await using house = await createHouse();
    const { User, heardData } = house;
    const circular: Record<string, unknown> = { id: 2 };
    circular.pets = [{ id: 1, owner: circular }];
    await expect(User.publishCreate(circular, null, { noReverse: true })).rejects.toMatchObject({
      code: 'E_JSON_FORM',
    });
    const self: Record<string, unknown> = {};
    self.self = self;
    await expect(User.publish([1], self)).rejects.toMatchObject({ code: 'E_DATA_NOT_JSON' });
    await expect(User.message(1, 1n)).rejects.toMatchObject({ code: 'E_DATA_NOT_JSON' });
    await expect(User.publish([1], 'x'.repeat(2 ** 20))).rejects.toMatchObject({
      code: 'E_NOTIFICATION_TOO_LARGE',
    });
    await User.publish([1], 'fine');
    expect(await heardData()).toEqual(['fine']);
    expect(house.log.error.every((line) => line.length < 400)).toBe(true);
  });
});
