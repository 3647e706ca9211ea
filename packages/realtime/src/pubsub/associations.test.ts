/** Which attribute is the other side of an association, by who is told when a record is created or destroyed. @module */
import type { PublishableModel } from '@telltale/realtime';
import { expect, test } from 'vitest';
import { createParty } from '../../test/party.ts';

type Definitions = Record<string, NonNullable<PublishableModel['attributes']>>;
type Told = Record<string, object[]>;

/** What subscribers of record 1 of each model hear when record 7 of the first is destroyed. */
async function toldOfDestruction(definitions: Definitions, previous: object): Promise<Told> {
  await using party = await createParty();
  const names = Object.keys(definitions);
  const models = names.map((identity) =>
    party.app.pubsub.attach({ identity, primaryKey: 'id', attributes: definitions[identity] ?? {} }),
  );
  const client = await party.join();
  for (const model of models) await model.subscribe(party.app.sockets.get(client.id as string), 1);
  await models[0]?.publishDestroy(7, null, { previous });
  const told: Told = {};
  for (const [event, data] of await party.heard(client)) {
    told[String(event)] = [...(told[String(event)] ?? []), data as object];
  }
  return told;
}

const left = (attribute: string) => ({ id: 1, verb: 'removedFrom', attribute, removedId: 7 });
const updated = (data: object) => ({ verb: 'updated', data, id: 1 });

test.each<[string, Definitions, object, Told]>([
  [
    'the collection whose via names it, however they are called',
    { pet: { keeper: { model: 'User' } }, user: { animals: { collection: 'PET', via: 'keeper' } } },
    { keeper: 1 },
    { user: [left('animals')] },
  ],
  [
    'the matching one of two between the same models',
    {
      pet: { owner: { model: 'user' }, vet: { model: 'user' } },
      user: { patients: { collection: 'pet', via: 'vet' }, pets: { collection: 'pet', via: 'owner' } },
    },
    { owner: 1, vet: 5 },
    { user: [left('pets')] },
  ],
  [
    'none, when no via pairs it',
    { pet: { owner: { model: 'user' } }, user: { pets: { collection: 'pet' } } },
    { owner: 1 },
    {},
  ],
  [
    'none, when via names what is of another model',
    { pet: { owner: { model: 'user' } }, user: { pets: { collection: 'pet', via: 'nothing' } } },
    { owner: 1 },
    {},
  ],
  ['none, when nobody attached the other model', { pet: { owner: { model: 'user' } } }, { owner: 1 }, {}],
  [
    'the only other attribute of a pair of single ones',
    { user: { passport: { model: 'passport' } }, passport: { holder: { model: 'user' } } },
    { passport: { id: 1 } },
    { passport: [updated({ holder: null })] },
  ],
  [
    'the single attribute that via names',
    {
      user: { first: { model: 'passport', via: 'holder' }, second: { model: 'passport' } },
      passport: { issuer: { model: 'user' }, holder: { model: 'user', via: 'first' } },
    },
    { first: 1 },
    { passport: [updated({ holder: null })] },
  ],
  [
    'none, when there could be two',
    {
      user: { passport: { model: 'passport' } },
      passport: { holder: { model: 'user' }, issuer: { model: 'user' } },
    },
    { passport: 1 },
    {},
  ],
  [
    "none of a single attribute, when the one that points back is another collection's",
    {
      user: { favourite: { model: 'pet' }, pets: { collection: 'pet', via: 'owner' } },
      pet: { owner: { model: 'user' } },
    },
    { favourite: 1 },
    {},
  ],
  [
    'the collection with the same joining model',
    {
      user: { teams: { collection: 'team', through: 'membership', via: 'user' } },
      team: {
        fans: { collection: 'user' },
        users: { collection: 'user', through: 'Membership', via: 'team' },
      },
    },
    { teams: [{ id: 1 }, 2] },
    { team: [left('users')] },
  ],
  [
    'itself, of a collection that a model has of itself',
    { user: { friends: { collection: 'user', via: 'friends' } } },
    { friends: [1, '1', { id: 1 }, null] },
    { user: [left('friends')] },
  ],
  [
    'the members of a tree',
    { page: { parent: { model: 'page' }, children: { collection: 'page', via: 'parent' } } },
    { parent: 1, children: [1] },
    { page: [left('children'), updated({ parent: null })] },
  ],
])('should be %s', async (_what, definitions, previous, told) => {
  expect(await toldOfDestruction(definitions, previous)).toEqual(told);
});
