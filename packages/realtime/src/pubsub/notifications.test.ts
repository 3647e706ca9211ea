/** Every notification: its bytes, and who else heard of it. @module */
import { describe, expect, test } from 'vitest';
import { createPetShop, type Models, type PetShop } from '../../test/pet-shop.ts';

type Heard = Record<string, string[]>;
type Case = [what: string, call: (models: Models, shop: PetShop) => unknown, heard: Heard];

/** The same for several clients. */
function all(names: string, ...events: string[]): Heard {
  return Object.fromEntries(names.split(' ').map((name) => [name, events]));
}

const destroyed1 = '["user",{"verb":"destroyed","id":1}]';
const updatedA = '["user",{"verb":"updated","data":{"a":1},"id":1}]';
const ofUser1 = 'user1 requester';
const ofUser2 = 'user2 requester';

const cases: Case[] = [
  // created
  [
    'publishCreate(record)',
    ({ User }) => User.publishCreate({ name: 'johnny five', id: 10 }),
    all('userWatcher requester', '["user",{"verb":"created","data":{"name":"johnny five","id":10},"id":10}]'),
  ],
  [
    'publishCreate(record, req)',
    ({ User }, { socket }) => User.publishCreate({ id: 10 }, socket('requester')),
    all('userWatcher', '["user",{"verb":"created","data":{"id":10},"id":10}]'),
  ],
  [
    'publishCreate(id)',
    ({ User }) => User.publishCreate(77),
    all('userWatcher requester', '["user",{"verb":"created","data":{"id":77},"id":77}]'),
  ],
  [
    'publishCreate(0)',
    ({ User }) => User.publishCreate(0),
    all('userWatcher requester', '["user",{"verb":"created","data":{"id":0},"id":0}]'),
  ],
  [
    'publishCreate([record, id])',
    ({ User }) => User.publishCreate([{ id: 10, name: 'x' }, 11]),
    all(
      'userWatcher requester',
      '["user",{"verb":"created","data":{"id":10,"name":"x"},"id":10}]',
      '["user",{"verb":"created","data":{"id":11},"id":11}]',
    ),
  ],
  ['publishCreate([])', ({ User }) => User.publishCreate([]), {}],
  [
    'publishCreate() of a record with populated collections that are empty',
    ({ User }) => User.publishCreate({ pets: [], groups: [], id: 1, boss: null }),
    all(
      'userWatcher requester',
      '["user",{"verb":"created","data":{"pets":[],"groups":[],"id":1,"boss":null},"id":1}]',
    ),
  ],
  [
    'publishCreate() of a child with its parent',
    ({ Pet }) => Pet.publishCreate({ id: 9, name: 'Rex', owner: 1 }),
    {
      ...all(
        'user1 user1AddPets requester',
        '["user",{"id":1,"verb":"addedTo","attribute":"pets","addedId":9}]',
      ),
      ...all('petWatcher', '["pet",{"verb":"created","data":{"id":9,"name":"Rex","owner":1},"id":9}]'),
    },
  ],
  [
    'publishCreate() of a child with its parent populated',
    ({ Pet }) => Pet.publishCreate({ id: 9, owner: { id: 2, name: 'Ann' } }),
    {
      ...all(ofUser2, '["user",{"id":2,"verb":"addedTo","attribute":"pets","addedId":9}]'),
      ...all('petWatcher', '["pet",{"verb":"created","data":{"id":9,"owner":{"id":2,"name":"Ann"}},"id":9}]'),
    },
  ],
  [
    'publishCreate() of a parent with children',
    ({ User }) => User.publishCreate({ id: 9, pets: [1, { id: 2 }] }),
    {
      ...all('pet1', '["pet",{"verb":"updated","data":{"owner":9},"id":1}]'),
      ...all('pet2', '["pet",{"verb":"updated","data":{"owner":9},"id":2}]'),
      ...all('userWatcher', '["user",{"verb":"created","data":{"id":9,"pets":[1,{"id":2}]},"id":9}]'),
      ...all(
        'requester',
        '["pet",{"verb":"updated","data":{"owner":9},"id":1}]',
        '["pet",{"verb":"updated","data":{"owner":9},"id":2}]',
        '["user",{"verb":"created","data":{"id":9,"pets":[1,{"id":2}]},"id":9}]',
      ),
    },
  ],
  [
    'publishCreate() with members on both sides',
    ({ Group }) => Group.publishCreate({ id: 7, members: [1, 2] }),
    {
      ...all('user1', '["user",{"id":1,"verb":"addedTo","attribute":"groups","addedId":7}]'),
      ...all('user2', '["user",{"id":2,"verb":"addedTo","attribute":"groups","addedId":7}]'),
      ...all(
        'requester',
        '["user",{"id":1,"verb":"addedTo","attribute":"groups","addedId":7}]',
        '["user",{"id":2,"verb":"addedTo","attribute":"groups","addedId":7}]',
      ),
    },
  ],
  [
    'publishCreate() of a record with the other of a pair',
    ({ User }) => User.publishCreate({ id: 9, passport: 1 }),
    all('userWatcher requester', '["user",{"verb":"created","data":{"id":9,"passport":1},"id":9}]'),
  ],
  [
    'publishCreate() of a record that points at its own model',
    ({ User }) => User.publishCreate({ id: 9, boss: 1 }),
    {
      ...all('userWatcher', '["user",{"verb":"created","data":{"id":9,"boss":1},"id":9}]'),
      ...all('user1', '["user",{"id":1,"verb":"addedTo","attribute":"team","addedId":9}]'),
      ...all(
        'requester',
        '["user",{"id":1,"verb":"addedTo","attribute":"team","addedId":9}]',
        '["user",{"verb":"created","data":{"id":9,"boss":1},"id":9}]',
      ),
    },
  ],
  [
    'publishCreate(child, req, { noReverse })',
    ({ Pet }) => Pet.publishCreate({ id: 9, owner: 1 }, null, { noReverse: true }),
    all('petWatcher', '["pet",{"verb":"created","data":{"id":9,"owner":1},"id":9}]'),
  ],

  // updated
  [
    'publishUpdate(id, changes)',
    ({ User }) => User.publishUpdate(1, { a: 1 }),
    all('user1 requester user1AddPets', updatedA),
  ],
  [
    'publishUpdate(id, changes, req)',
    ({ User }, { socket }) => User.publishUpdate(1, { a: 1 }, socket('requester')),
    all('user1 user1AddPets', updatedA),
  ],
  [
    'publishUpdate(0, changes)',
    ({ User }) => User.publishUpdate(0, { a: 1 }),
    all('user0', '["user",{"verb":"updated","data":{"a":1},"id":0}]'),
  ],
  [
    "publishUpdate('1', changes) of a model whose ids are numbers",
    ({ User }) => Reflect.apply(User.publishUpdate, undefined, ['1', { a: 1 }]),
    all('user1 requester user1AddPets', updatedA),
  ],
  [
    'publishUpdate(id, changes, req, { previous })',
    ({ User }) =>
      User.publishUpdate(1, { age: 4, id: 1, updatedAt: 5 }, undefined, {
        previous: { pets: [{ id: 1, name: 'Rex', owner: 1 }], id: 1, age: 3 },
      }),
    all(
      'user1 requester user1AddPets',
      '["user",{"verb":"updated","data":{"age":4,"id":1,"updatedAt":5},"id":1,"previous":{"pets":[{"id":1,"name":"Rex","owner":1}],"id":1,"age":3}}]',
    ),
  ],
  [
    'publishUpdate() of a child that changes its parent',
    ({ Pet }) => Pet.publishUpdate(2, { owner: 2 }, null, { previous: { id: 2, owner: { id: 1 } } }),
    {
      ...all('user1', '["user",{"id":1,"verb":"removedFrom","attribute":"pets","removedId":2}]'),
      ...all('user2', '["user",{"id":2,"verb":"addedTo","attribute":"pets","addedId":2}]'),
      ...all(
        'pet2',
        '["pet",{"verb":"updated","data":{"owner":2},"id":2,"previous":{"id":2,"owner":{"id":1}}}]',
      ),
      ...all(
        'requester',
        '["user",{"id":1,"verb":"removedFrom","attribute":"pets","removedId":2}]',
        '["user",{"id":2,"verb":"addedTo","attribute":"pets","addedId":2}]',
        '["pet",{"verb":"updated","data":{"owner":2},"id":2,"previous":{"id":2,"owner":{"id":1}}}]',
      ),
    },
  ],
  [
    'publishUpdate() of a child that leaves its parent',
    ({ Pet }) => Pet.publishUpdate(2, { owner: null }, null, { previous: { id: 2, owner: 2 } }),
    {
      ...all('user2', '["user",{"id":2,"verb":"removedFrom","attribute":"pets","removedId":2}]'),
      ...all('pet2', '["pet",{"verb":"updated","data":{"owner":null},"id":2,"previous":{"id":2,"owner":2}}]'),
      ...all(
        'requester',
        '["user",{"id":2,"verb":"removedFrom","attribute":"pets","removedId":2}]',
        '["pet",{"verb":"updated","data":{"owner":null},"id":2,"previous":{"id":2,"owner":2}}]',
      ),
    },
  ],
  [
    'publishUpdate() of a child that keeps its parent',
    ({ Pet }) => Pet.publishUpdate(2, { owner: 1 }, null, { previous: { owner: { id: 1 } } }),
    all(
      'pet2 requester',
      '["pet",{"verb":"updated","data":{"owner":1},"id":2,"previous":{"owner":{"id":1}}}]',
    ),
  ],
  [
    'publishUpdate() of a child without what was before',
    ({ Pet }) => Pet.publishUpdate(2, { owner: 1 }),
    all('pet2 requester', '["pet",{"verb":"updated","data":{"owner":1},"id":2}]'),
  ],
  [
    'publishUpdate() of a parent with other children',
    ({ User }) =>
      User.publishUpdate(1, { pets: [2, 3] }, null, { previous: { pets: [{ id: 1 }, { id: 2 }] } }),
    {
      ...all('pet1', '["pet",{"verb":"updated","data":{"owner":null},"id":1}]'),
      ...all('pet3', '["pet",{"verb":"updated","data":{"owner":1},"id":3}]'),
      ...all(
        'user1 user1AddPets',
        '["user",{"verb":"updated","data":{"pets":[2,3]},"id":1,"previous":{"pets":[{"id":1},{"id":2}]}}]',
      ),
      ...all(
        'requester',
        '["pet",{"verb":"updated","data":{"owner":null},"id":1}]',
        '["pet",{"verb":"updated","data":{"owner":1},"id":3}]',
        '["user",{"verb":"updated","data":{"pets":[2,3]},"id":1,"previous":{"pets":[{"id":1},{"id":2}]}}]',
      ),
    },
  ],
  [
    'publishUpdate() with other members on both sides',
    ({ Group }) => Group.publishUpdate(1, { members: [2] }, null, { previous: { members: [{ id: 1 }] } }),
    {
      ...all('user1', '["user",{"id":1,"verb":"removedFrom","attribute":"groups","removedId":1}]'),
      ...all('user2', '["user",{"id":2,"verb":"addedTo","attribute":"groups","addedId":1}]'),
      ...all(
        'group1',
        '["group",{"verb":"updated","data":{"members":[2]},"id":1,"previous":{"members":[{"id":1}]}}]',
      ),
      ...all(
        'requester',
        '["user",{"id":1,"verb":"removedFrom","attribute":"groups","removedId":1}]',
        '["user",{"id":2,"verb":"addedTo","attribute":"groups","addedId":1}]',
      ),
    },
  ],
  [
    'publishUpdate() with another of a pair',
    ({ User }) => User.publishUpdate(0, { passport: 2 }, null, { previous: { passport: 1 } }),
    {
      ...all('passport1', '["passport",{"verb":"updated","data":{"holder":null},"id":1}]'),
      ...all('passport2', '["passport",{"verb":"updated","data":{"holder":0},"id":2}]'),
      ...all('user0', '["user",{"verb":"updated","data":{"passport":2},"id":0,"previous":{"passport":1}}]'),
    },
  ],
  [
    'publishUpdate(…, { previous, noReverse })',
    ({ Pet }) => Pet.publishUpdate(2, { owner: 2 }, null, { previous: { owner: 1 }, noReverse: true }),
    all('pet2 requester', '["pet",{"verb":"updated","data":{"owner":2},"id":2,"previous":{"owner":1}}]'),
  ],

  // destroyed
  [
    'publishDestroy(id)',
    ({ User }) => User.publishDestroy(1),
    all('user1 user1Destroy requester', destroyed1),
  ],
  [
    'publishDestroy(id, req)',
    ({ User }, { socket }) => User.publishDestroy(1, socket('requester')),
    all('user1 user1Destroy', destroyed1),
  ],
  [
    'publishDestroy(id, req, { previous }) of a child',
    ({ Pet }) => Pet.publishDestroy(1, null, { previous: { createdAt: 1, id: 1, name: 'Rex', owner: null } }),
    all(
      'pet1 requester',
      '["pet",{"verb":"destroyed","id":1,"previous":{"createdAt":1,"id":1,"name":"Rex","owner":null}}]',
    ),
  ],
  [
    'publishDestroy() of a parent with children',
    ({ User }) => User.publishDestroy(1, null, { previous: { id: 1, pets: [{ id: 1 }, { id: 2 }] } }),
    {
      ...all(
        'user1 user1Destroy',
        '["user",{"verb":"destroyed","id":1,"previous":{"id":1,"pets":[{"id":1},{"id":2}]}}]',
      ),
      ...all('pet1', '["pet",{"verb":"updated","data":{"owner":null},"id":1}]'),
      ...all('pet2', '["pet",{"verb":"updated","data":{"owner":null},"id":2}]'),
      ...all(
        'requester',
        '["user",{"verb":"destroyed","id":1,"previous":{"id":1,"pets":[{"id":1},{"id":2}]}}]',
        '["pet",{"verb":"updated","data":{"owner":null},"id":1}]',
        '["pet",{"verb":"updated","data":{"owner":null},"id":2}]',
      ),
    },
  ],
  [
    'publishDestroy() of a child of a parent, of its pair and of its groups',
    ({ User }) =>
      User.publishDestroy(0, null, {
        previous: { boss: { id: 1 }, passport: 2, groups: [{ id: 1 }, { id: 2 }] },
      }),
    {
      ...all(
        'user0',
        '["user",{"verb":"destroyed","id":0,"previous":{"boss":{"id":1},"passport":2,"groups":[{"id":1},{"id":2}]}}]',
      ),
      ...all(ofUser1, '["user",{"id":1,"verb":"removedFrom","attribute":"team","removedId":0}]'),
      ...all('passport2', '["passport",{"verb":"updated","data":{"holder":null},"id":2}]'),
      ...all('group1', '["group",{"id":1,"verb":"removedFrom","attribute":"members","removedId":0}]'),
      ...all('group2', '["group",{"id":2,"verb":"removedFrom","attribute":"members","removedId":0}]'),
    },
  ],

  // addedTo
  [
    'publishAdd(id, alias, childId)',
    ({ User }) => User.publishAdd(1, 'pets', 2),
    {
      ...all('user1 user1AddPets', '["user",{"id":1,"verb":"addedTo","attribute":"pets","addedId":2}]'),
      ...all('pet2', '["pet",{"verb":"updated","data":{"owner":1},"id":2}]'),
      ...all(
        'requester',
        '["user",{"id":1,"verb":"addedTo","attribute":"pets","addedId":2}]',
        '["pet",{"verb":"updated","data":{"owner":1},"id":2}]',
      ),
    },
  ],
  [
    'publishAdd(id, alias, child)',
    ({ User }) => User.publishAdd(2, 'pets', { id: 1, name: 'full' }, null, { noReverse: true }),
    all(
      ofUser2,
      '["user",{"id":2,"verb":"addedTo","attribute":"pets","addedId":1,"added":{"id":1,"name":"full"}}]',
    ),
  ],
  [
    'publishAdd() of a member on both sides',
    ({ Group }) => Group.publishAdd(2, 'members', 1),
    {
      ...all('group2', '["group",{"id":2,"verb":"addedTo","attribute":"members","addedId":1}]'),
      ...all(ofUser1, '["user",{"id":1,"verb":"addedTo","attribute":"groups","addedId":2}]'),
    },
  ],
  [
    'publishAdd() to a collection without another side',
    ({ Pet }) => Pet.publishAdd(1, 'toys', 1),
    all('pet1 requester', '["pet",{"id":1,"verb":"addedTo","attribute":"toys","addedId":1}]'),
  ],

  // removedFrom
  [
    'publishRemove(id, alias, childId)',
    ({ User }) => User.publishRemove(1, 'pets', 3),
    {
      ...all('user1', '["user",{"id":1,"verb":"removedFrom","attribute":"pets","removedId":3}]'),
      ...all('pet3', '["pet",{"verb":"updated","data":{"owner":null},"id":3}]'),
      ...all(
        'requester',
        '["user",{"id":1,"verb":"removedFrom","attribute":"pets","removedId":3}]',
        '["pet",{"verb":"updated","data":{"owner":null},"id":3}]',
      ),
    },
  ],
  [
    'publishRemove() of a member on both sides, without the requester',
    ({ Group }, { socket }) => Group.publishRemove(2, 'members', 1, socket('requester')),
    {
      ...all('group2', '["group",{"id":2,"verb":"removedFrom","attribute":"members","removedId":1}]'),
      ...all('user1', '["user",{"id":1,"verb":"removedFrom","attribute":"groups","removedId":2}]'),
    },
  ],
  [
    'publishRemove(…, { noReverse })',
    ({ User }) => User.publishRemove(1, 'pets', 3, null, { noReverse: true }),
    all(ofUser1, '["user",{"id":1,"verb":"removedFrom","attribute":"pets","removedId":3}]'),
  ],

  // messages and data of the app's own
  [
    'message(id, data)',
    ({ User }) => User.message(1, { count: 12 }),
    all(ofUser1, '["user",{"verb":"messaged","id":1,"data":{"count":12}}]'),
  ],
  [
    'message(record, data, req)',
    ({ User }, { socket }) => User.message({ id: 1 }, 'hi', socket('requester')),
    all('user1', '["user",{"verb":"messaged","id":1,"data":"hi"}]'),
  ],
  ['publish(ids, data)', ({ User }) => User.publish([1], { hi: 1 }), all(ofUser1, '["user",{"hi":1}]')],
  ['publish(ids, text)', ({ User }) => User.publish([1], 'str'), all(ofUser1, '["user","str"]')],
  [
    'publish(ids, text, req)',
    ({ User }, { socket }) => User.publish([1], 'str', socket('requester')),
    all('user1', '["user","str"]'),
  ],
  ['publish(id, null)', ({ User }) => User.publish(1, null), all(ofUser1, '["user",null]')],
  ['publish([], data)', ({ User }) => User.publish([], { hi: 1 }), {}],
  [
    'publish(ids, data, req) to one who is subscribed to two of them',
    ({ User }) => User.publish([1, 2], 5),
    { ...all('user1 user2', '["user",5]'), ...all('requester', '["user",5]', '["user",5]') },
  ],
  [
    'publish(records, event, data)',
    ({ User }) => User.publish([{ id: 1 }], 'ping', { n: 1 }),
    all(ofUser1, '["ping",{"n":1}]'),
  ],
  [
    'publish(records, event, context, data, req)',
    ({ User }, { socket }) => User.publish(1, 'ping', 'destroy', { n: 1 }, socket('requester')),
    all('user1 user1Destroy', '["ping",{"n":1}]'),
  ],
  [
    'publish(ids, req), of which only the id of the socket travels',
    ({ User }, { socket }) => User.publish([1], socket('requester'), socket('requester')),
    all('user1', '["user",{"id":"<requester>"}]'),
  ],
];

describe('notifications', () => {
  test.each(cases)('%s should reach these and nobody else, byte for byte', async (_what, call, expected) => {
    await using shop = await createPetShop();
    await call(shop.models, shop);
    const heard = await shop.allHeard();
    const id = shop.clients.requester?.id as string;
    const named = JSON.parse(JSON.stringify(heard).replaceAll(id, '<requester>'));
    expect(named).toEqual(expected);
    expect(shop.log.error).toEqual([]);
  });

  test('the names of later apps should do the same', async () => {
    await using shop = await createPetShop();
    const { User } = shop.models;
    User._publishCreate({ id: 10 });
    User._publishCreateSingle({ id: 11 });
    User._publishUpdate(1, { a: 1 });
    User._publishAdd(1, 'team', 10, null, { noReverse: true });
    User._publishRemove(1, 'team', 10, null, { noReverse: true });
    User._publishRPS(1, 'ping', 'update', 5);
    User._publishDestroy(1);
    const { user1, userWatcher } = await shop.allHeard();
    expect(userWatcher).toEqual([
      '["user",{"verb":"created","data":{"id":10},"id":10}]',
      '["user",{"verb":"created","data":{"id":11},"id":11}]',
    ]);
    expect(user1).toEqual([
      updatedA,
      '["user",{"id":1,"verb":"addedTo","attribute":"team","addedId":10}]',
      '["user",{"id":1,"verb":"removedFrom","attribute":"team","removedId":10}]',
      '["ping",5]',
      destroyed1,
    ]);
  });
});
