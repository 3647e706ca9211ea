import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createParty } from '../../test/party.ts';

describe('disconnect', () => {
  test('should tell the client why, end it for good, and take it out of its rooms at once', async () => {
    await using party = await createParty();
    const client = await party.join({ reconnection: true, reconnectionDelay: 1 });
    const { sockets } = party.app;
    sockets.join(client.id as string, 'fun');
    const told = once(client as unknown as NodeJS.EventEmitter, 'telltale:close');
    const gone = once(client as unknown as NodeJS.EventEmitter, 'disconnect');
    await sockets.disconnect(client.id as string, 'banned');
    expect(sockets.rooms()).toEqual([]);
    expect(await told).toEqual([{ code: 4500, reason: 'banned' }]);
    expect((await gone)[0]).toBe('io server disconnect');
    expect(client.active).toBe(false);
  });

  test('should let the client come back by itself when the code says so', async () => {
    await using party = await createParty();
    const client = await party.join({ reconnection: true, reconnectionDelay: 1, reconnectionDelayMax: 1 });
    const { sockets } = party.app;
    const socket = sockets.get(client.id as string);
    const told = once(client as unknown as NodeJS.EventEmitter, 'telltale:close');
    const back = once(client as unknown as NodeJS.EventEmitter, 'connect');
    await sockets.disconnect(socket, { code: 4001, reason: 'moving', retryAfter: 5 });
    expect(socket.connected).toBe(false);
    expect(await told).toEqual([{ code: 4001, reason: 'moving', retryAfter: 5 }]);
    await back;
    expect(client.connected).toBe(true);
  });

  test('should be fine when the socket is gone already, and tell when nobody has the id', async () => {
    await using party = await createParty();
    const client = await party.join();
    const { sockets } = party.app;
    const socket = sockets.get(client.id as string);
    await sockets.disconnect(socket, 'once');
    await sockets.disconnect(socket, 'twice');
    await expect(sockets.disconnect('nobody', 'x')).rejects.toMatchObject({
      code: 'SAILS:HOOK:SOCKETS:NO_SUCH_SOCKET',
    });
  });

  test.each<[unknown, string]>([
    [undefined, 'SAILS:HOOK:SOCKETS:USAGE'],
    [{ code: 4500 }, 'SAILS:HOOK:SOCKETS:USAGE'],
    [{ reason: 'x', code: 1000 }, 'E_CLOSE_CODE'],
    [{ reason: 'x', code: 4500.5 }, 'E_CLOSE_CODE'],
    [{ reason: 'x', code: '4500' }, 'E_CLOSE_CODE'],
    [{ reason: 'x', retryAfter: -1 }, 'SAILS:HOOK:SOCKETS:USAGE'],
  ])('should refuse, and keep the socket, when the reason is %j', async (why, code) => {
    await using party = await createParty();
    const client = await party.join();
    const { sockets } = party.app;
    await expect(sockets.disconnect(client.id as string, why as string)).rejects.toMatchObject({ code });
    expect(await party.heard(client)).toEqual([]);
  });
});
