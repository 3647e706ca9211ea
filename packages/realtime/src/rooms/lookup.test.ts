import { describe, expect, test } from 'vitest';
import { createParty } from '../../test/party.ts';

describe('get', () => {
  test('should give the socket when it is connected to this server', async () => {
    await using party = await createParty();
    const client = await party.join();
    expect(party.app.sockets.get(client.id as string).id).toBe(client.id);
  });

  test.each<[unknown, string, number]>([
    [undefined, 'SAILS:HOOK:SOCKETS:USAGE', 500],
    ['', 'SAILS:HOOK:SOCKETS:USAGE', 500],
    [null, 'SAILS:HOOK:SOCKETS:USAGE', 500],
    [0, 'SAILS:HOOK:SOCKETS:USAGE', 500],
    [Number.NaN, 'SAILS:HOOK:SOCKETS:USAGE', 500],
    [{}, 'SAILS:HOOK:SOCKETS:USAGE', 500],
    ['nope', 'SAILS:HOOK:SOCKETS:NO_SUCH_SOCKET', 404],
    [7, 'SAILS:HOOK:SOCKETS:NO_SUCH_SOCKET', 404],
    ['__proto__', 'SAILS:HOOK:SOCKETS:NO_SUCH_SOCKET', 404],
  ])('should throw when the id is %j', async (id, code, status) => {
    await using party = await createParty();
    expect(() => party.app.sockets.get(id as string)).toThrow(expect.objectContaining({ code, status }));
  });
});

describe('getId, id and parseSocket', () => {
  test('should find the socket in a socket and in what has one, and nothing in anything else', async () => {
    await using party = await createParty();
    const client = await party.join();
    const { sockets } = party.app;
    const socket = sockets.get(client.id as string);
    expect(sockets.getId(socket)).toBe(client.id);
    expect(sockets.getId({ socket })).toBe(client.id);
    expect(sockets.parseSocket({ socket })).toBe(socket);
    for (const other of [undefined, null, {}, 'text', 7, client.id, { socket: {} }, []]) {
      expect(sockets.getId(other)).toBeUndefined();
      expect(sockets.parseSocket(other)).toBeUndefined();
    }
  });

  test('id should answer as getId, and say once that it is deprecated', async () => {
    await using party = await createParty();
    const client = await party.join();
    const { sockets } = party.app;
    const socket = sockets.get(client.id as string);
    expect(sockets.id(socket)).toBe(client.id);
    expect(sockets.id({})).toBeUndefined();
    expect(party.log.warn).toEqual([expect.stringContaining('getId')]);
  });
});

describe('rooms, socketRooms, subscribers, members and count', () => {
  test('should tell who is where', async () => {
    await using party = await createParty();
    const [a, b] = [await party.join(), await party.join()];
    const [idA, idB] = [a.id as string, b.id as string];
    const { sockets } = party.app;
    const socketA = sockets.get(idA);
    sockets.join([idA, idB], 'fun');
    sockets.join(idA, 'more');
    expect(sockets.rooms()).toEqual([idA, idB, 'fun', 'more']);
    expect(sockets.rooms(socketA)).toEqual([idA, 'fun', 'more']);
    expect(sockets.socketRooms({ socket: socketA })).toEqual([idA, 'fun', 'more']);
    expect(sockets.subscribers('fun')).toEqual([idA, idB]);
    expect(sockets.subscribers('fun', true)).toEqual([socketA, sockets.get(idB)]);
    const calls: unknown[] = [];
    sockets.subscribers('more', (...args) => calls.push(args));
    expect(calls).toEqual([[null, [idA]]]);
    expect(await sockets.members('fun')).toEqual([idA, idB]);
    expect(await sockets.count('fun')).toBe(2);
    expect(await sockets.count('nowhere')).toBe(0);
  });

  test('should throw or reject with the usage error when the argument is not what they want', async () => {
    await using party = await createParty();
    const { sockets } = party.app;
    const usage = expect.objectContaining({ code: 'SAILS:HOOK:SOCKETS:USAGE' });
    expect(() => sockets.socketRooms('text' as never)).toThrow(usage);
    expect(() => sockets.rooms({} as never)).toThrow(usage);
    // Who has no socket is not told of everybody's rooms.
    expect(() => sockets.rooms(undefined as never)).toThrow(usage);
    expect(() => sockets.subscribers(undefined as never)).toThrow(usage);
    const calls: unknown[] = [];
    sockets.subscribers('', (...args) => calls.push(args));
    expect(calls).toEqual([[usage, []]]);
    expect(() => sockets.subscribers('fun', 'text' as never)).toThrow(usage);
    await expect(sockets.members({} as never)).rejects.toEqual(usage);
    await expect(sockets.count('')).rejects.toEqual(usage);
  });
});

describe('what older apps call', () => {
  test('emit and emitToAll should broadcast to ids, and be silent for unknown ones', async () => {
    await using party = await createParty();
    const [a, b] = [await party.join(), await party.join()];
    const { sockets } = party.app;
    sockets.emit(a.id as string, 'hello', { n: 1 });
    sockets.emit([a.id as string, 'unknown'], { n: 2 });
    sockets.emitToAll([a.id as string], 'hello', { n: 3 });
    expect(await party.heard(a)).toEqual([
      ['hello', { n: 1 }],
      ['message', { n: 2 }],
      ['hello', { n: 3 }],
    ]);
    expect(await party.heard(b)).toEqual([]);
    expect(party.log.warn).toHaveLength(2);
  });

  test('publishToFirehose should do nothing, and DEFAULT_EVENT_NAME be message', async () => {
    await using party = await createParty();
    expect(party.app.sockets.publishToFirehose()).toBeUndefined();
    expect(party.app.sockets.DEFAULT_EVENT_NAME).toBe('message');
  });
});
