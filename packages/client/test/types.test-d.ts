/** What the types of events and requests promise; checked by the compiler, never run. @module */
import { connect, createSailsIo, type JWR, type Notification, type SailsSocket } from '@telltale/client';
import { expectTypeOf } from 'vitest';

interface User {
  id: number;
  name: string;
}

interface Events {
  hello: { id: string };
  user: Notification<User, number>;
}

interface Routes {
  'GET /user': { body: User[] };
  'GET /user/:id': { body: User };
  'GET /user/me': { body: User & { isMe: true } };
  'POST /user': { data: { name: string }; body: User };
  'GET /user/:id/pets/:pet': { body: string };
}

const typed = connect<Events, Routes>('http://localhost:1337');
const plain = connect('http://localhost:1337');

// Events
typed.on('hello', (data) => expectTypeOf(data).toEqualTypeOf<{ id: string }>());
typed.on('user', (event) => {
  if (event.verb === 'created') expectTypeOf(event.data).toEqualTypeOf<User>();
});
typed
  .on('connect', () => {})
  .on('disconnect', (reason, notice) => {
    expectTypeOf(reason).toEqualTypeOf<string>();
    expectTypeOf(notice?.code).toEqualTypeOf<number | undefined>();
  });
typed.on('telltale:session', ({ code }) => expectTypeOf(code).toEqualTypeOf<'E_SESSION_ENDED'>());
// @ts-expect-error no such event
typed.on('helo', () => {});
// @ts-expect-error the data is an object
typed.on('hello', (data: string) => data);
plain.on('anything', (data) => expectTypeOf(data).toEqualTypeOf<unknown>());

// Requests by route
expectTypeOf(typed.get('/user')).resolves.toEqualTypeOf<JWR<User[]>>();
expectTypeOf(typed.get('/user?limit=3')).resolves.toEqualTypeOf<JWR<User[]>>();
expectTypeOf(typed.get('/user/7')).resolves.toEqualTypeOf<JWR<User>>();
expectTypeOf(typed.get('/user/me')).resolves.toEqualTypeOf<JWR<User & { isMe: true }>>();
expectTypeOf(typed.get('/user/7/pets/2')).resolves.toEqualTypeOf<JWR<string>>();
expectTypeOf(typed.get('/elsewhere')).resolves.toEqualTypeOf<JWR<unknown>>();
expectTypeOf(typed.delete('/user')).resolves.toEqualTypeOf<JWR<unknown>>();
expectTypeOf(typed.post('/user', { name: 'Ann' })).resolves.toEqualTypeOf<JWR<User>>();
typed.get('/user', (users, response) => {
  expectTypeOf(users).toEqualTypeOf<User[]>();
  expectTypeOf(response.statusCode).toEqualTypeOf<number>();
});
// @ts-expect-error the name is a string
typed.post('/user', { name: 7 });

// Requests whose caller knows the body
expectTypeOf(plain.get<User[]>('/user')).resolves.toEqualTypeOf<JWR<User[]>>();
expectTypeOf(typed.get<Date>('/user')).resolves.toEqualTypeOf<JWR<Date>>();
expectTypeOf(plain.get('/user')).resolves.toEqualTypeOf<JWR<unknown>>();
plain.get<User[]>('/user', (users) => expectTypeOf(users).toEqualTypeOf<User[]>());
expectTypeOf(plain.request<User>({ url: '/user/1', method: 'PATCH' })).resolves.toEqualTypeOf<JWR<User>>();
expectTypeOf(plain.get('/user', () => {})).toEqualTypeOf<void>();
// @ts-expect-error data is an object or an array
plain.get('/user', 7);
// @ts-expect-error not a method
plain.request({ url: '/user', method: 'trace' });

// `io`
declare const socketIo: Parameters<typeof createSailsIo>[0];
const io = createSailsIo(socketIo);
expectTypeOf(io.socket).toEqualTypeOf<SailsSocket>();
expectTypeOf(io.sails.connect<Events>()).toEqualTypeOf<SailsSocket<Events>>();
io.sails.reconnection = false;
// @ts-expect-error not a transport
io.sails.transports = ['smoke'];
