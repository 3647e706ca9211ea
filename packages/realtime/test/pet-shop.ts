/** Models with associations of every kind, and sockets that hear of different records, for tests of pub-sub. @module */
import type { RealtimeOptions } from '@telltale/realtime';
import type { FastifyInstance } from 'fastify';
import type { Socket as Client } from 'socket.io-client';
import { createParty, type Party } from './party.ts';

const id = { type: 'number' } as const;

/** A record of any of these models. */
export interface Thing {
  id: number;
  [attribute: string]: unknown;
}

/** Attaches the models to an app. */
export function attachModels({ pubsub }: FastifyInstance) {
  const attach = (identity: string, attributes: Record<string, object | string>) =>
    pubsub.attach<Thing>({ identity, primaryKey: 'id', attributes: { id, ...attributes } });
  return {
    User: attach('user', {
      name: 'string',
      age: { type: 'number' },
      boss: { model: 'user' },
      team: { collection: 'user', via: 'boss' },
      pets: { collection: 'pet', via: 'owner' },
      groups: { collection: 'group', via: 'members' },
      passport: { model: 'passport' },
    }),
    Pet: attach('pet', { name: 'string', owner: { model: 'User' }, toys: { collection: 'toy' } }),
    Group: attach('group', { members: { collection: 'user', via: 'groups' } }),
    Passport: attach('passport', { holder: { model: 'user' } }),
    Toy: attach('toy', { name: 'string' }),
  };
}

export type Models = ReturnType<typeof attachModels>;

/** Who hears of what, by name. `outsider` hears of nothing. */
const subscriptions: Record<string, (models: Models, socket: never) => unknown> = {
  userWatcher: ({ User }, socket) => User.watch(socket),
  petWatcher: ({ Pet }, socket) => Pet.watch(socket),
  user0: ({ User }, socket) => User.subscribe(socket, 0),
  user1: ({ User }, socket) => User.subscribe(socket, 1),
  user2: ({ User }, socket) => User.subscribe(socket, [2]),
  pet1: ({ Pet }, socket) => Pet.subscribe(socket, [1]),
  pet2: ({ Pet }, socket) => Pet.subscribe(socket, [{ id: 2 }]),
  pet3: ({ Pet }, socket) => Pet.subscribe(socket, { id: 3 }),
  group1: ({ Group }, socket) => Group.subscribe(socket, [1]),
  group2: ({ Group }, socket) => Group.subscribe(socket, [2]),
  passport1: ({ Passport }, socket) => Passport.subscribe(socket, [1]),
  passport2: ({ Passport }, socket) => Passport.subscribe(socket, [2]),
  toy1: ({ Toy }, socket) => Toy.subscribe(socket, [1]),
  user1Destroy: ({ User }, socket) => User.subscribe(socket, 1, 'destroy'),
  user1AddPets: ({ User }, socket) => User.subscribe(socket, 1, ['update', 'add:pets']),
  requester: ({ User, Pet }, socket) => {
    User.watch(socket);
    User.subscribe(socket, [1, 2]);
    Pet.subscribe(socket, [1, 2, 3]);
  },
  outsider: () => {},
};

/** An app with the models, and a client for each of the subscriptions. */
export interface PetShop extends Party {
  models: Models;
  clients: Record<string, Client>;
  /** The socket of a client, on the server. */
  socket(name: string): never;
  /** What each client has heard since it was last asked, as JSON text without positions; who heard nothing is left out. */
  allHeard(): Promise<Record<string, string[]>>;
}

export async function createPetShop(options: RealtimeOptions = {}): Promise<PetShop> {
  const party = await createParty(options);
  const models = attachModels(party.app);
  const clients: Record<string, Client> = {};
  const socket = (name: string) => party.app.sockets.get(clients[name]?.id as string) as never;
  await Promise.all(
    Object.keys(subscriptions).map(async (name) => {
      clients[name] = await party.join();
    }),
  );
  for (const [name, subscribe] of Object.entries(subscriptions)) await subscribe(models, socket(name));
  return {
    ...party,
    models,
    clients,
    socket,
    async allHeard() {
      const heard: Record<string, string[]> = {};
      for (const [name, client] of Object.entries(clients)) {
        const events = await party.heard(client);
        if (events.length > 0) heard[name] = events.map(([event, data]) => JSON.stringify([event, data]));
      }
      return heard;
    },
  };
}
