import { describe, expect, test } from 'vitest';
import { createParty } from '../../test/party.ts';

describe('broadcastWithAck', () => {
  test('should tell who answered what, and who did not in time', async () => {
    await using party = await createParty();
    const [a, b, c, outsider] = await Promise.all([party.join(), party.join(), party.join(), party.join()]);
    const { sockets } = party.app;
    await sockets.join([a.id as string, b.id as string, c.id as string], 'crew');
    a.on('ready?', (data: { n: number }, answer) => answer({ twice: data.n * 2 }));
    b.on('ready?', (_data, answer) => {
      answer('first');
      answer('second');
    });
    const { answers, missing } = await sockets.broadcastWithAck('crew', 'ready?', { n: 2 }, { timeout: 150 });
    expect([...answers]).toEqual(
      expect.arrayContaining([
        [a.id, { twice: 4 }],
        [b.id, 'first'],
      ]),
    );
    expect(answers.size).toBe(2);
    expect(missing).toEqual([c.id]);
    expect(await party.heard(outsider)).toEqual([]);
  });

  test('should ask a socket in two of the rooms once, and the one to leave out not at all', async () => {
    await using party = await createParty();
    const [a, b] = await Promise.all([party.join(), party.join()]);
    const { sockets } = party.app;
    await sockets.join([a.id as string, b.id as string], ['x', 'y']);
    let asked = 0;
    a.on('ev', (_data, answer) => answer(++asked));
    b.on('ev', (_data, answer) => answer('b'));
    const { answers, missing } = await sockets.broadcastWithAck<unknown>(['x', 'y'], 'ev', null, {
      omit: sockets.get(b.id as string),
    });
    expect([...answers]).toEqual([[a.id, 1]]);
    expect(missing).toEqual([]);
  });

  test('should count a socket as missing at once when it goes before it answers', async () => {
    await using party = await createParty();
    const a = await party.join();
    const { sockets } = party.app;
    await sockets.join(a.id as string, 'crew');
    const { id } = a;
    a.on('ev', () => a.close());
    const { missing } = await sockets.broadcastWithAck('crew', 'ev', {}, { timeout: 60_000 });
    expect(missing).toEqual([id]);
  });

  test('should leave no listener behind', async () => {
    await using party = await createParty();
    const a = await party.join();
    const { sockets } = party.app;
    const socket = sockets.get(a.id as string);
    const before = socket.listenerCount('disconnect');
    sockets.join(socket, 'crew');
    a.on('ev', (_data, answer) => answer());
    for (let n = 0; n < 20; n++) await sockets.broadcastWithAck('crew', 'ev', {});
    for (let n = 0; n < 20; n++) await sockets.broadcastWithAck('crew', 'ev', 1n).catch(() => {});
    expect(socket.listenerCount('disconnect')).toBe(before);
  });

  test('should be asked many at a time, and all end when the socket goes', async () => {
    await using party = await createParty();
    const a = await party.join();
    const { sockets } = party.app;
    const { id } = a;
    const socket = sockets.get(id as string);
    const before = socket.listenerCount('disconnect');
    sockets.join(socket, 'crew');
    const heard: unknown[] = [];
    const warned = (warning: Error) => heard.push(warning.name);
    process.on('warning', warned);
    a.on('first', (_data, answer) => answer('here'));
    const first = Array.from({ length: 20 }, () => sockets.broadcastWithAck('crew', 'first', {}));
    for (const { answers } of await Promise.all(first)) expect([...answers]).toEqual([[id, 'here']]);
    const second = Array.from({ length: 20 }, () =>
      sockets.broadcastWithAck('crew', 'second', {}, { timeout: 60_000 }),
    );
    expect(socket.listenerCount('disconnect')).toBe(before + 1);
    a.close();
    for (const { missing } of await Promise.all(second)) expect(missing).toEqual([id]);
    process.off('warning', warned);
    expect(heard).toEqual([]);
  });

  test('should answer at once when nobody is there', async () => {
    await using party = await createParty();
    expect(await party.app.sockets.broadcastWithAck('nowhere', 'ev', {})).toEqual({
      answers: new Map(),
      missing: [],
    });
  });

  test('should reject with a code when an argument is bad', async () => {
    await using party = await createParty();
    const a = await party.join();
    const { sockets } = party.app;
    sockets.join(a.id as string, 'crew');
    const circular: { self?: unknown } = {};
    circular.self = circular;
    await expect(sockets.broadcastWithAck('crew', 'connect')).rejects.toMatchObject({ code: 'E_EVENT_NAME' });
    for (const options of [5, 'x', () => {}]) {
      await expect(sockets.broadcastWithAck('crew', 'ev', {}, options as never)).rejects.toMatchObject({
        code: 'SAILS:HOOK:SOCKETS:USAGE',
      });
    }
    expect(await sockets.broadcastWithAck('nowhere', 'ev', {}, null as never)).toMatchObject({ missing: [] });
    await expect(sockets.broadcastWithAck('crew', 'ev', circular)).rejects.toMatchObject({
      code: 'E_DATA_NOT_JSON',
    });
    for (const timeout of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, '5' as never]) {
      await expect(sockets.broadcastWithAck('crew', 'ev', {}, { timeout })).rejects.toMatchObject({
        code: 'E_ACK_TIMEOUT',
      });
    }
  });
});
