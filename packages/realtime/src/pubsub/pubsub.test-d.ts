import type {
  IdOf,
  NotificationLog,
  PublishableModel,
  PublishHooks,
  PubSub,
  PubSubMethods,
  RealtimeOptions,
  RecordId,
} from '@telltale/realtime';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Socket } from 'socket.io';
import { expectTypeOf } from 'vitest';

interface User {
  id: number;
  name: string;
  age?: number;
}

declare const fastify: FastifyInstance;
declare const request: FastifyRequest;
declare const socket: Socket;

// The plugin decorates the instance.
expectTypeOf(fastify.pubsub).toEqualTypeOf<PubSub>();

// A model keeps its own type, and has the methods for records of any type.
const plain = fastify.pubsub.attach({ identity: 'user', primaryKey: 'id', own: 1 });
expectTypeOf(plain.own).toEqualTypeOf<number>();
plain.publishCreate({ anything: true });
plain.publishUpdate('7', { anything: true });
declare const user: User;
plain.publishCreate([user], request);
plain.publishUpdate(user.id, user, request, { previous: user });
// @ts-expect-error a boolean names no record
plain.publishCreate(true);

// With the type of its records named, arguments are checked.
const users: PubSubMethods<User> = fastify.pubsub.methodsOf<User>({ identity: 'user', primaryKey: 'id' });
expectTypeOf<IdOf<User>>().toEqualTypeOf<number>();
expectTypeOf<IdOf<{ slug: string }>>().toEqualTypeOf<RecordId>();
expectTypeOf(users.publishUpdate).parameter(0).toEqualTypeOf<number>();
users.subscribe(request, [1, { id: 2 }]);
users.subscribe(socket, 1, ['update', 'add:pets']);
users.subscribe(socket, 1, '*');
users.publishUpdate(1, { name: 'Ann' }, request, { previous: { id: 1, name: 'Eve' } });
users.publishCreate([{ id: 1, name: 'Ann' }, 2], null, { noIntroduce: true });
users.publishAdd(1, 'pets', { id: 3, name: 'Rex' }, request);
users.publish([1], { any: 'data' }, request);
users.publish(1, 'event', 'message', { any: 'data' });
expectTypeOf(users.subscribers(1)).toEqualTypeOf<Socket[]>();
expectTypeOf(users.getRoomName(1)).toEqualTypeOf<string | undefined>();
expectTypeOf(users._publishCreate).toEqualTypeOf(users.publishCreate);
expectTypeOf(users.publishDestroy(1)).toEqualTypeOf<Promise<void>>();
// @ts-expect-error ids of these records are numbers
users.publishUpdate('1', { name: 'Ann' });
// @ts-expect-error no such attribute
users.publishUpdate(1, { nmae: 'Ann' });
// @ts-expect-error an attribute of another type
users.publishUpdate(1, { name: 7 });
// @ts-expect-error no such context
users.subscribe(socket, 1, 'updated');
// @ts-expect-error a number is no socket
users.subscribe(7, 1);
// @ts-expect-error an id leaves nobody out
users.publishUpdate(1, { name: 'Ann' }, 'Wk3dgjzt8ZSU0niEAAAA');
// @ts-expect-error no such option
users.publishDestroy(1, request, { previus: {} });
// @ts-expect-error a model has a primary key
fastify.pubsub.attach({ identity: 'user' });

// Hooks and the JSON form know the record.
const hooks: PublishHooks<User> = {
  beforePublishUpdate: (id, changes) => `${id.toString()}${changes.name?.trim()}`,
};
const model: PublishableModel<User> & PublishHooks<User> = {
  identity: 'user',
  primaryKey: 'id',
  attributes: { id: { type: 'number' }, name: 'string', pets: { collection: 'pet', via: 'owner' } },
  customToJSON() {
    return { ...this, name: this.name.toUpperCase() };
  },
  ...hooks,
};
expectTypeOf(fastify.pubsub.attach<User>(model)).toExtend<PubSubMethods<User>>();

// Options.
declare const notifications: NotificationLog;
const options: RealtimeOptions = { pubsub: { notifications, deferral: (work) => work === undefined } };
expectTypeOf(options).toExtend<RealtimeOptions>();
