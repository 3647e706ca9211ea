import type { Acknowledgements, Sockets } from '@telltale/realtime';
import type { FastifyRequest } from 'fastify';
import type { Socket } from 'socket.io';
import { expectTypeOf } from 'vitest';

interface Events {
  hello: { id: string };
  tick: number;
}

declare const sockets: Sockets;
declare const typed: Sockets<Events>;
declare const request: FastifyRequest;
declare const socket: Socket;

// Requests of Fastify, sockets and ids are taken alike.
expectTypeOf(sockets.join(request, 'fun')).toEqualTypeOf<Promise<void>>();
expectTypeOf(sockets.join([socket, 'id', request], ['a', 'b'])).toEqualTypeOf<Promise<void>>();
expectTypeOf(sockets.join(socket, 'fun', () => {})).toEqualTypeOf<void>();
expectTypeOf(sockets.leaveAll('a', () => {})).toEqualTypeOf<void>();
// @ts-expect-error a number is no socket
sockets.join(7, 'fun');
// @ts-expect-error a room has a name
sockets.join(socket, undefined);

// Broadcasts.
expectTypeOf(sockets.broadcast('fun', 'hello', request)).toEqualTypeOf<void>();
sockets.broadcast('fun', { any: 'data' }, request);
sockets.broadcast(['a', 'b'], 'hello', 'text', socket);
sockets.broadcast('fun', null, { any: 'data' });
sockets.blast();
sockets.blast([1, 2]);
// @ts-expect-error an id does not leave anybody out
sockets.broadcast('fun', 'hello', {}, 'Wk3dgjzt8ZSU0niEAAAA');

// With events named, their data is checked.
typed.broadcast('fun', 'hello', { id: 'x' });
typed.broadcast('fun', 'hello', request);
typed.blast('tick', 5);
// @ts-expect-error no such event
typed.broadcast('fun', 'helo', { id: 'x' });
// @ts-expect-error other data
typed.broadcast('fun', 'tick', 'five');

expectTypeOf(sockets.broadcastWithAck<boolean>('crew', 'ready?')).toEqualTypeOf<
  Promise<Acknowledgements<boolean>>
>();
expectTypeOf(sockets.broadcastWithAck('crew', 'ready?')).toEqualTypeOf<Promise<Acknowledgements<unknown>>>();

expectTypeOf(sockets.subscribers('fun')).toEqualTypeOf<string[]>();
expectTypeOf(sockets.subscribers('fun', true)).toEqualTypeOf<Socket[]>();
sockets.subscribers('fun', (error, ids) => {
  expectTypeOf(error).toEqualTypeOf<Error | null>();
  expectTypeOf(ids).toEqualTypeOf<string[]>();
});
expectTypeOf(sockets.DEFAULT_EVENT_NAME).toEqualTypeOf<'message'>();
expectTypeOf(request.server.sockets).toEqualTypeOf<Sockets>();
