import type { AfterDisconnect, LoadSession, RealtimeOptions } from '@telltale/realtime';
import { describe, expect, test } from 'vitest';
import { createParty, type Party } from '../../test/party.ts';

/** Sessions in memory, by the cookie of the handshake. */
function createSessions(saved: Record<string, Record<string, unknown>>) {
  const loadSession: LoadSession = async (socket) => {
    const cookie = socket.handshake.headers.cookie ?? '';
    if (cookie === 'broken') throw new Error('store is down');
    const session = saved[cookie];
    const save = () => {
      saved[cookie] = { ...session, saved: true };
    };
    return session && { session: { ...session }, save };
  };
  return loadSession;
}

/** Connects and disconnects a client, and waits until the server has nothing left to do for it. */
async function visit(options: RealtimeOptions, cookie?: string): Promise<Party['log']> {
  const party = await createParty(options);
  await using _ = party;
  const client = await party.join(cookie === undefined ? {} : { extraHeaders: { cookie } });
  client.close();
  await party.app.close();
  return party.log;
}

describe('afterDisconnect', () => {
  test('should get the session, the socket and a callback, and the session be saved after', async () => {
    const sessions = { ann: { n: 1 } };
    const calls: unknown[][] = [];
    const afterDisconnect: AfterDisconnect = (session, socket, done) => {
      calls.push([{ ...session }, socket.connected, typeof done]);
      setImmediate(done);
    };
    const log = await visit({ loadSession: createSessions(sessions), afterDisconnect }, 'ann');
    expect(calls).toEqual([[{ n: 1 }, false, 'function']]);
    expect(sessions.ann).toMatchObject({ saved: true });
    expect(log.error).toEqual([]);
  });

  test('should save after a promise too, when it takes no callback', async () => {
    const sessions = { ann: { n: 1 } };
    const afterDisconnect = async (session: Record<string, unknown>) => {
      await new Promise(setImmediate);
      session.n = 2;
    };
    await visit({ loadSession: createSessions(sessions), afterDisconnect }, 'ann');
    expect(sessions.ann).toMatchObject({ saved: true });
  });

  test('should get an empty session when there is none, and a warning when it could not be loaded', async () => {
    const seen: unknown[] = [];
    const afterDisconnect: AfterDisconnect = (session) => void seen.push(session);
    await visit({ afterDisconnect: (session, _socket, done) => done(void seen.push(session)) });
    await visit(
      {
        loadSession: createSessions({}),
        afterDisconnect: async (session) => afterDisconnect(session, null as never, () => {}),
      },
      'nobody',
    );
    const log = await visit(
      { loadSession: createSessions({}), afterDisconnect: async (session) => void seen.push(session) },
      'broken',
    );
    expect(seen).toEqual([{}, {}, {}]);
    expect(log.warn).toEqual([expect.stringContaining('store is down')]);
  });

  test.each<[string, AfterDisconnect]>([
    [
      'throws',
      () => {
        throw new Error('broken hook');
      },
    ],
    ['rejects', async () => Promise.reject(new Error('broken hook'))],
    [
      'rejects though it takes a callback',
      async (_session, _socket, _done) => Promise.reject(new Error('broken hook')),
    ],
    ['calls back with an error', (_session, _socket, done) => done(new Error('broken hook'))],
    ['throws a text', () => Promise.reject('broken hook')],
  ])('should only be logged, and nothing saved, when it %s', async (_how, afterDisconnect) => {
    const sessions = { ann: { n: 1 } };
    const log = await visit({ loadSession: createSessions(sessions), afterDisconnect }, 'ann');
    expect(log.error).toEqual([expect.stringContaining('broken hook')]);
    expect(sessions.ann).toEqual({ n: 1 });
  });

  test('should only be logged when the session can not be saved', async () => {
    const loadSession: LoadSession = () => ({
      session: {},
      save: () => Promise.reject(new Error('disk full')),
    });
    const log = await visit({ loadSession, afterDisconnect: async () => {} });
    expect(log.error).toEqual([expect.stringContaining('disk full')]);
  });
});

test('should not keep the server from closing when afterDisconnect never ends', async () => {
  const log = await visit({
    afterDisconnect: (_session, _socket, _done) => {},
    limits: { requestTimeout: 50 },
  });
  expect(log.warn).toEqual([expect.stringContaining('have not ended within 50 ms')]);
});

describe('onConnect and onDisconnect', () => {
  test('should run still, and say that they are deprecated', async () => {
    const calls: unknown[] = [];
    const log = await visit(
      {
        loadSession: createSessions({ ann: { n: 1 } }),
        onConnect: (session, socket) => void calls.push(['came', session, typeof socket.id]),
        onDisconnect: (session, socket) => void calls.push(['went', session, typeof socket.id]),
      },
      'ann',
    );
    expect(calls).toEqual([
      ['came', { n: 1 }, 'string'],
      ['went', { n: 1, saved: true }, 'string'],
    ]);
    expect(log.warn).toHaveLength(2);
  });
});
