/** What is told when a call is misused: coded errors in the log and in the promise, and nothing to any socket. @module */
import { describe, expect, test } from 'vitest';
import { createParty } from '../../test/party.ts';
import { createPetShop } from '../../test/pet-shop.ts';

type Case = [call: string, given: unknown[], code: string];

const cases: Case[] = [
  ['publishCreate', [], 'E_RECORD_ID'],
  ['publishCreate', [null], 'E_RECORD_ID'],
  ['publishCreate', [{ name: 'no id' }], 'E_RECORD_ID'],
  ['publishCreate', [{ id: null }], 'E_RECORD_ID'],
  ['publishCreate', ['one'], 'E_RECORD_ID'],
  ['publishUpdate', [], 'E_RECORD_ID'],
  ['publishUpdate', [{ id: 1 }, { a: 1 }], 'E_RECORD_ID'],
  ['publishUpdate', [[1], { a: 1 }], 'E_RECORD_ID'],
  ['publishUpdate', [Number.NaN, { a: 1 }], 'E_RECORD_ID'],
  ['publishUpdate', ['1 or 1=1', { a: 1 }], 'E_RECORD_ID'],
  ['publishUpdate', [1], 'E_PUBSUB_USAGE'],
  ['publishUpdate', [1, 'text'], 'E_PUBSUB_USAGE'],
  ['publishUpdate', [1, [1]], 'E_PUBSUB_USAGE'],
  ['publishDestroy', [], 'E_RECORD_ID'],
  ['publishDestroy', [null], 'E_RECORD_ID'],
  ['publishDestroy', [{ id: 1 }], 'E_RECORD_ID'],
  ['publishAdd', [null, 'pets', 1], 'E_RECORD_ID'],
  ['publishAdd', [1], 'E_RECORD_ALIAS'],
  ['publishAdd', [1, 'nothing', 1], 'E_RECORD_ALIAS'],
  ['publishAdd', [1, 'passport', 1], 'E_RECORD_ALIAS'],
  ['publishAdd', [1, '', 1], 'E_RECORD_ALIAS'],
  ['publishAdd', [1, '__proto__', 1], 'E_RECORD_ALIAS'],
  ['publishAdd', [1, { toString: '' }, 1], 'E_RECORD_ALIAS'],
  ['publishAdd', [1, 'pets', null], 'E_RECORD_ID'],
  ['publishAdd', [1, 'pets', [1]], 'E_RECORD_ID'],
  ['publishAdd', [1, 'pets', { name: 'no id' }], 'E_RECORD_ID'],
  ['publishRemove', [1, 'nothing', 1], 'E_RECORD_ALIAS'],
  ['publishRemove', [1, 'pets', undefined], 'E_RECORD_ID'],
  ['publishRemove', [1, 'pets', { id: 1 }], 'E_RECORD_ID'],
  ['message', [null, 'hi'], 'E_RECORD_ID'],
  ['publish', [undefined, 'hi'], 'E_RECORD_ID'],
  ['publish', [null, 'event', 'hi'], 'E_RECORD_ID'],
  ['publish', [[1], 'disconnect', 'hi'], 'E_EVENT_NAME'],
  ['publish', [[1], '', 'hi'], 'E_EVENT_NAME'],
  ['publish', [[1], 'event', 'nowhere', 'hi'], 'E_SUBSCRIPTION_CONTEXT'],
];

describe('misuse', () => {
  test.each(cases)('%s(%j) should be told as %3$s, and to nobody else', async (call, given, code) => {
    await using shop = await createPetShop();
    const method = Reflect.get(shop.models.User, call) as () => Promise<void>;
    await expect(Reflect.apply(method, undefined, given)).rejects.toMatchObject({ code });
    expect(await shop.allHeard()).toEqual({});
    expect(shop.log.error).toHaveLength(1);
    if (code !== 'E_EVENT_NAME') expect(shop.log.error[0]).toContain(`user.${call}()`);
  });

  test('should keep none of the other records from being told', async () => {
    await using shop = await createPetShop();
    const given = [1, null, 2] as number[];
    await expect(shop.models.User.publish(given, 'hi')).rejects.toMatchObject({ code: 'E_RECORD_ID' });
    expect(await shop.allHeard()).toMatchObject({ user1: ['["user","hi"]'], user2: ['["user","hi"]'] });
  });
});

describe('attach', () => {
  test.each([
    [undefined],
    [7],
    [{}],
    [{ identity: 'user' }],
    [{ identity: '', primaryKey: 'id' }],
    [{ identity: 'disconnect', primaryKey: 'id' }],
    [{ identity: { toString: (): string => 'user' }, primaryKey: 'id' }],
    [{ identity: 'half\uD800', primaryKey: 'id' }],
    [{ identity: 'user', primaryKey: '' }],
    [Object.freeze({ identity: 'user', primaryKey: 'id' })],
  ])('should throw E_MODEL when given %j', async (given) => {
    await using party = await createParty();
    expect(() => party.app.pubsub.attach(given as never)).toThrow(
      expect.objectContaining({ code: 'E_MODEL' }),
    );
  });

  test('should throw when autosubscribe names what is no context, or the identity is taken', async () => {
    await using party = await createParty();
    const { pubsub } = party.app;
    expect(() => pubsub.attach({ identity: 'pet', primaryKey: 'id', autosubscribe: ['creat'] })).toThrow(
      expect.objectContaining({ code: 'E_SUBSCRIPTION_CONTEXT' }),
    );
    const user = { identity: 'user', primaryKey: 'id' };
    pubsub.attach(user);
    expect(pubsub.attach(user)).toBe(user);
    expect(() => pubsub.attach({ identity: 'User', primaryKey: 'id' })).toThrow(
      expect.objectContaining({ code: 'E_MODEL', message: expect.stringContaining("'user'") }),
    );
  });

  test('should keep methods that a model has, and add others out of sight', async () => {
    await using party = await createParty();
    const publishCreate = () => 'mine';
    const user = { identity: 'user', primaryKey: 'id', publishCreate };
    const User = party.app.pubsub.attach(user);
    expect(user.publishCreate).toBe(publishCreate);
    expect(Object.keys(User)).toEqual(['identity', 'primaryKey', 'publishCreate']);
    const { getRoomName } = User;
    expect(getRoomName(1)).toBe('sails_model_user_1:user');
    party.app.pubsub.detach(user);
    expect('getRoomName' in user).toBe(false);
    expect(user.publishCreate).toBe(publishCreate);
  });

  test('should leave a model as it is when only its methods are wanted', async () => {
    await using party = await createParty();
    const frozen = Object.freeze({ identity: 'User', primaryKey: 'id' });
    const methods = party.app.pubsub.methodsOf(frozen);
    const client = await party.join();
    await methods.watch(party.app.sockets.get(client.id as string));
    await methods.publishCreate({ id: 1 });
    await methods.publishAdd(1, 'anything', 2);
    expect((await party.heard(client)).map(([event, data]) => [event, data])).toEqual([
      ['user', { verb: 'created', data: { id: 1 }, id: 1 }],
      ['user', { id: 1, verb: 'addedTo', attribute: 'anything', addedId: 2 }],
    ]);
  });
});

describe('hooks of a model', () => {
  test('should run before and after each notification, those of associations included', async () => {
    await using party = await createParty();
    const ran: unknown[][] = [];
    const hooks = Object.fromEntries(
      ['Create', 'Update', 'Destroy', 'Add', 'Remove'].flatMap((name) => [
        [`beforePublish${name}`, (...given: unknown[]) => ran.push([`before ${name}`, ...given])],
        [`_afterPublish${name}`, (...given: unknown[]) => ran.push([`after ${name}`, ...given])],
      ]),
    );
    const { pubsub } = party.app;
    const User = pubsub.attach({
      identity: 'user',
      primaryKey: 'id',
      attributes: { pets: { collection: 'pet', via: 'owner' } },
      ...hooks,
    });
    const Pet = pubsub.attach({
      identity: 'pet',
      primaryKey: 'id',
      attributes: { owner: { model: 'user' } },
    });
    const created = { id: 1 };
    await User.publishCreate(created);
    await User.publishUpdate(1, { a: 1 }, null, { noReverse: true });
    await Pet.publishCreate({ id: 5, owner: 1 });
    await User.publishRemove(1, 'pets', 5);
    await User.publishDestroy(1, null, { previous: created });
    expect(ran).toEqual([
      ['before Create', created, undefined],
      ['after Create', created, undefined],
      ['before Update', 1, { a: 1 }, null, { noReverse: true }],
      ['after Update', 1, { a: 1 }, null, { noReverse: true }],
      ['before Add', 1, 'pets', 5, undefined],
      ['after Add', 1, 'pets', 5, undefined],
      ['before Remove', 1, 'pets', 5, undefined],
      ['after Remove', 1, 'pets', 5, undefined],
      ['before Destroy', 1, null, { previous: created }],
      ['after Destroy', 1, null, { previous: created }],
    ]);
  });

  test('should be logged when they throw or reject, and keep nothing from being told', async () => {
    await using party = await createParty();
    const User = party.app.pubsub.attach({
      identity: 'user',
      primaryKey: 'id',
      beforePublishCreate: () => {
        throw new Error('before is broken');
      },
      afterPublishCreate: async () => {
        throw new Error('after is broken');
      },
    });
    const client = await party.join();
    await User.watch(party.app.sockets.get(client.id as string));
    await User.publishCreate({ id: 1 });
    expect(await party.heard(client)).toHaveLength(1);
    expect(party.log.error).toEqual([
      'user.beforePublishCreate() failed: before is broken',
      'user.afterPublishCreate() failed: after is broken',
    ]);
  });
});
