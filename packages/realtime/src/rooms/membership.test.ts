import { once } from 'node:events';
import type { Socket } from 'socket.io';
import { describe, expect, test } from 'vitest';
import { createParty, type Party, request } from '../../test/party.ts';

async function oneSocket(party: Party) {
  const client = await party.join();
  const { sockets } = party.app;
  return { client, id: client.id as string, socket: sockets.get(client.id as string), sockets };
}

/** What a call that takes a callback told it. */
function told(call: (done: (...args: unknown[]) => void) => unknown): unknown[] {
  let args: unknown[] | undefined;
  call((...given) => {
    args = given;
  });
  if (args === undefined) throw new Error('the callback was not called before the call returned');
  return args;
}

describe('join and leave', () => {
  test('should take a socket, an id, or an array of both, and have changed the rooms when they return', async () => {
    await using party = await createParty();
    const { socket, id, sockets } = await oneSocket(party);
    sockets.join(socket, 'a');
    sockets.join(id, 'b');
    sockets.join([socket, id], ['c', 'd']);
    expect(sockets.socketRooms(socket)).toEqual([id, 'a', 'b', 'c', 'd']);
    sockets.leave(socket, 'a');
    sockets.leave(id, 'b');
    sockets.leave([socket], ['c', 'd', 'never joined']);
    expect(sockets.socketRooms(socket)).toEqual([id]);
  });

  test('should take a request that came over a socket', async () => {
    await using party = await createParty({}, (app) => {
      app.get('/join', (req) => {
        app.sockets.join(req, 'fun');
        return app.sockets.rooms(req);
      });
    });
    const client = await party.join();
    expect(await request(client, 'get', '/join')).toMatchObject({ body: [client.id, 'fun'] });
  });

  test('should call back before they return, without arguments, when all went well', async () => {
    await using party = await createParty();
    const { socket, sockets } = await oneSocket(party);
    expect(told((done) => sockets.join(socket, 'a', done))).toEqual([]);
    expect(told((done) => sockets.leave(socket, 'a', done))).toEqual([]);
  });

  test.each([7, 'done', {}, true])(
    'should refuse, and do nothing, when the callback is %j',
    async (given) => {
      await using party = await createParty();
      const { socket, sockets } = await oneSocket(party);
      sockets.join(socket, 'before');
      const done = given as never;
      const calls: unknown[] = [
        sockets.join(socket, 'a', done),
        sockets.leave(socket, 'before', done),
        sockets.addRoomMembersToRooms('before', 'b', done),
        sockets.removeRoomMembersFromRooms('before', 'before', done),
        sockets.leaveAll('before', null, done),
        sockets.disconnect(socket, 'why', done),
      ];
      for (const call of calls) {
        await expect(call).rejects.toMatchObject({
          code: 'SAILS:HOOK:SOCKETS:USAGE',
          message: expect.stringContaining('callback'),
        });
      }
      expect(socket.connected).toBe(true);
      expect(sockets.rooms(socket)).toEqual([socket.id, 'before']);
      expect(party.log.warn).toHaveLength(calls.length);
    },
  );

  test('should give a promise when the callback is null', async () => {
    await using party = await createParty();
    const { socket, sockets } = await oneSocket(party);
    await sockets.join(socket, 'a', null as never);
    expect(sockets.rooms(socket)).toContain('a');
  });

  test('should do nothing and be fine when no socket has the id', async () => {
    await using party = await createParty();
    const { sockets } = party.app;
    expect(told((done) => sockets.join('nobody', 'a', done))).toEqual([]);
    await sockets.leave('nobody', 'a');
    expect(sockets.rooms()).toEqual([]);
  });

  test.each([[{}], [null], [undefined], [7], [''], [[{}]], [{ socket: {}, headers: {} }]])(
    'should give SAILS:HOOK:SOCKETS:USAGE, and warn, when the socket is %j',
    async (given) => {
      await using party = await createParty();
      const { sockets } = party.app;
      const usage = expect.objectContaining({ code: 'SAILS:HOOK:SOCKETS:USAGE' });
      for (const call of [sockets.join, sockets.leave]) {
        expect(told((done) => Reflect.apply(call, undefined, [given, 'a', done]))).toEqual([usage]);
        await expect(Reflect.apply(call, undefined, [given, 'a'])).rejects.toEqual(usage);
      }
      expect(party.log.warn).toHaveLength(4);
      expect(party.log.warn[0]).toMatch(/^sails\.sockets\.join\(\) wants .* req\.isSocket/);
    },
  );

  test('should give the usage error when the request came over HTTP', async () => {
    await using party = await createParty({}, (app) => {
      app.get('/join', (req) => app.sockets.join(req, 'fun'));
    });
    const response = await fetch(`${party.url}/join`);
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ code: 'SAILS:HOOK:SOCKETS:USAGE' });
  });

  test.each<[string, unknown, string]>([
    ['empty', '', 'E_ROOM_NAME'],
    ['undefined', undefined, 'E_ROOM_NAME'],
    ['a number', 7, 'E_ROOM_NAME'],
    ['an object', { toString: '' }, 'E_ROOM_NAME'],
    ['half a character', 'a\uD800', 'E_ROOM_NAME'],
    ['a megabyte', 'x'.repeat(1_000_000), 'E_ROOM_NAME_TOO_LONG'],
    ["a record's room", 'sails_model_user_1:user', 'E_ROOM_OF_MODEL'],
    ["a class's room", 'sails_model_create_user', 'E_ROOM_OF_MODEL'],
    ["the shape of a socket's id", 'Wk3dgjzt8ZSU0niEAAAA', 'E_ROOM_OF_SOCKET'],
  ])('join should refuse when the name of the room is %s', async (_what, name, code) => {
    await using party = await createParty();
    const { socket, id, sockets } = await oneSocket(party);
    const error = expect.objectContaining({ code });
    expect(told((done) => sockets.join(socket, name as string, done))).toEqual([error]);
    await expect(sockets.join(socket, name as string)).rejects.toEqual(error);
    expect(sockets.rooms()).toEqual([id]);
    expect(party.log.warn.every((line) => line.length < 400)).toBe(true);
  });

  test("should keep another socket's own room closed, and leave a socket in its own", async () => {
    await using party = await createParty();
    const { id: other } = await oneSocket(party);
    const { socket, id, sockets } = await oneSocket(party);
    await expect(sockets.join(socket, other)).rejects.toMatchObject({ code: 'E_ROOM_OF_SOCKET' });
    await expect(sockets.leave(socket, id)).rejects.toMatchObject({ code: 'E_ROOM_OF_SOCKET' });
    await sockets.join(socket, id);
    expect(sockets.socketRooms(socket)).toEqual([id]);
  });

  test('should do what can be done, and tell of the rest, when one of several is bad', async () => {
    await using party = await createParty();
    const { socket, id, sockets } = await oneSocket(party);
    await expect(sockets.join([socket, {} as Socket], ['a', '', 'b'])).rejects.toMatchObject({
      code: 'SAILS:HOOK:SOCKETS:USAGE',
    });
    expect(sockets.socketRooms(socket)).toEqual([id, 'a', 'b']);
  });

  test('should not end the process when nobody looks at what failed', async () => {
    await using party = await createParty();
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    try {
      const { client, sockets } = await oneSocket(party);
      sockets.join({} as Socket, 'a');
      sockets.leave({} as Socket, 'a');
      sockets.members('');
      sockets.broadcastWithAck('a', '');
      await party.heard(client);
      await new Promise(setImmediate);
      expect(unhandled).toEqual([]);
    } finally {
      process.off('unhandledRejection', note);
    }
  });

  test('should refuse more rooms than limits.roomsPerSocket, and count those joined before once', async () => {
    await using party = await createParty({ limits: { roomsPerSocket: 3 } });
    const { socket, id, sockets } = await oneSocket(party);
    await sockets.join(socket, ['a', 'b']);
    await sockets.join(socket, ['a', 'b', 'c']);
    await expect(sockets.join(socket, ['c', 'd'])).rejects.toMatchObject({ code: 'E_TOO_MANY_ROOMS' });
    expect(sockets.socketRooms(socket)).toEqual([id, 'a', 'b', 'c']);
    await sockets.leave(socket, 'a');
    await sockets.join(socket, 'd');
    expect(sockets.socketRooms(socket)).toEqual([id, 'b', 'c', 'd']);
  });

  test('should leave no room behind when sockets join while and after they disconnect', async () => {
    await using party = await createParty();
    const { client, socket, sockets } = await oneSocket(party);
    socket.on('disconnecting', () => sockets.join(socket, 'while'));
    const gone = once(socket as unknown as NodeJS.EventEmitter, 'disconnect');
    sockets.join(socket, 'before');
    client.close();
    await gone;
    await sockets.join(socket, 'after');
    await sockets.leave(socket, 'before');
    expect(sockets.rooms()).toEqual([]);
    expect(party.app.io.of('/').adapter.sids.size).toBe(0);
  });

  test('should leave no room behind when a socket joins and leaves in one tick, ten thousand times', async () => {
    await using party = await createParty();
    const { socket, id, sockets } = await oneSocket(party);
    for (let n = 0; n < 10_000; n++) {
      sockets.join(socket, `room:${n}`);
      sockets.leave(socket, `room:${n}`);
    }
    expect(sockets.rooms()).toEqual([id]);
  });

  test('should reach sockets that joined before they were connected', async () => {
    await using party = await createParty({}, (app) => {
      app.io.use((socket, next) => {
        app.sockets.join(socket, 'early');
        app.sockets.broadcast('early', 'another', {});
        next();
      });
    });
    const clients = [];
    for (let n = 0; n < 12; n++) clients.push(await party.join());
    party.app.sockets.broadcast('early', 'all', {});
    for (const client of clients) expect((await party.heard(client)).at(-1)).toEqual(['all', {}]);
  });
});
