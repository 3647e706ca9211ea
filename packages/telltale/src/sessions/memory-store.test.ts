import { connect } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import type { Socket as Client } from 'socket.io-client';
import type { AppOptions, RoutesConfig } from 'telltale';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { askSocket, type Lifted, lift } from '../../test/transports.ts';
import { type Visitor, visitor } from '../../test/visitor.ts';

/** Milliseconds between two looks for sessions that have ended by themselves. */
const LOOK = 30_000;
/** A fifth of what the store holds, and a little more, so that it has room for four. */
const FIFTH = 14_000_000;

const routes: RoutesConfig = {
  'GET /id': (req, res) => res.json(req.sessionID),
  'GET /read': (req, res) => res.json(Object.keys(req.session)),
  'POST /fill': (req, res) => {
    req.session.user = req.param('user');
    req.session.big = 'x'.repeat(FIFTH);
    return res.ok();
  },
  'POST /put': (req, res) => {
    req.session.user = req.param('user');
    return res.ok();
  },
  'GET /join': (req, res) => {
    req._sails.fastify.sockets.join(req as never, 'private');
    return res.json(req.session.user);
  },
  'GET /rooms': (req, res) => {
    const { id, rooms } = req.socket as unknown as { id: string; rooms: Set<string> };
    return res.json([...rooms].filter((room) => room !== id));
  },
};

const liftIn = (session: AppOptions['session'] = {}, more: RoutesConfig = {}): Promise<Lifted> =>
  lift({
    routes: { ...routes, ...more },
    security: { helmet: false },
    // The client would take a leap of the clock for a lost line.
    sockets: { pingInterval: 3_600_000 },
    session: { secret: 'keep this between us', maxLength: 2 * FIFTH, ...session },
  });

const notice = (client: Client): Promise<unknown> =>
  new Promise((resolve) => client.once('telltale:session', resolve));

/** Whether a visitor's session is still there; without saying that it is used. */
const has = async (who: Visitor, cookie = who.cookie): Promise<boolean> =>
  ((await who.http('GET /read', { headers: { cookie } })).body as string[]).length > 0;

/** Lets so many visitors come who leave nothing but a session without data: one line, one request after another. */
async function beginMany({ url }: Lifted, count: number): Promise<void> {
  const { port, host } = new URL(url);
  const line = connect(Number(port), '127.0.0.1');
  const request = `GET /id HTTP/1.1\r\nHost: ${host}\r\n`;
  const last = `${request}Connection: close\r\n\r\n`;
  line.end(`${request}\r\n`.repeat(count - 1) + last);
  const answers = await readText(line);
  expect(answers.split('HTTP/1.1 200 ').length - 1).toBe(count);
}

// Timeouts stay real: sockets and requests have theirs.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a session in memory that is not used', () => {
  test('should be there until its time is over, and not after', async () => {
    await using lifted = await liftIn({ ttl: 60 });
    await using ann = visitor(lifted);
    await ann.http('POST /put', { data: { user: 'Ann' } });
    const { cookie } = ann;
    vi.setSystemTime(Date.now() + 59_999);
    expect(await has(ann)).toBe(true);
    // That was a use: its time has begun anew.
    vi.setSystemTime(Date.now() + 59_999);
    expect(await has(ann)).toBe(true);
    vi.setSystemTime(Date.now() + 60_000);
    expect(await has(ann, cookie)).toBe(false);
  });

  test('should take its socket out of its rooms, and tell it, though nobody asks', async () => {
    await using lifted = await liftIn({ ttl: 60 });
    await using ann = visitor(lifted);
    await ann.http('POST /put', { data: { user: 'Ann' } });
    const client = await ann.open();
    expect((await askSocket(client, 'GET /join')).body).toBe('Ann');
    vi.advanceTimersByTime(2 * LOOK - 1);
    expect((await askSocket(client, 'GET /rooms')).body).toEqual(['private']);
    const told = notice(client);
    vi.advanceTimersByTime(2 * LOOK);
    expect(await told).toEqual({ code: 'E_SESSION_ENDED', message: 'The session has expired.' });
    expect((await askSocket(client, 'GET /rooms')).body).toEqual([]);
  });

  test('should not come back when its time is over in the middle of a request', async () => {
    let proceed = (): void => {};
    let entered = (): void => {};
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const slow: RoutesConfig[string] = async (req, res) => {
      req.session.late = true;
      entered();
      await new Promise<void>((resolve) => {
        proceed = resolve;
      });
      return res.ok();
    };
    await using lifted = await liftIn({ ttl: 60 }, { 'GET /slow': slow });
    await using ann = visitor(lifted);
    await ann.http('POST /put', { data: { user: 'Ann' } });
    const { cookie } = ann;
    const asked = ann.http('GET /slow');
    await inside;
    vi.setSystemTime(Date.now() + 60_000);
    proceed();
    expect((await asked).status).toBe(200);
    expect(await has(ann, cookie)).toBe(false);
  });

  test('should outlive a clock that is put back', async () => {
    await using lifted = await liftIn({ ttl: 60 });
    await using ann = visitor(lifted);
    await ann.http('POST /put', { data: { user: 'Ann' } });
    vi.setSystemTime(Date.now() - 3_600_000);
    expect(await has(ann)).toBe(true);
    vi.advanceTimersByTime(LOOK);
    expect(await has(ann)).toBe(true);
  });

  test('should make room for others', async () => {
    await using lifted = await liftIn({ ttl: 60 });
    for (let count = 0; count < 4; count++) await visitor(lifted).http('POST /fill');
    vi.advanceTimersByTime(60_000 + LOOK);
    for (let count = 0; count < 4; count++) await visitor(lifted).http('POST /fill');
    expect(lifted.log.warn).toEqual([]);
  });
});

describe('sessions in memory, when there are too many', () => {
  test('should lose the one that was not used for the longest, and say so', async () => {
    await using lifted = await liftIn();
    const visitors = Array.from({ length: 6 }, () => visitor(lifted));
    const [ann, bob, cid, dan, eve, fay] = visitors as [Visitor, Visitor, Visitor, Visitor, Visitor, Visitor];
    for (const each of [ann, bob, cid, dan]) await each.http('POST /fill');
    expect(lifted.log.warn).toEqual([]);
    // Looking is a use.
    expect(await has(ann)).toBe(true);
    await eve.http('POST /fill');
    expect(lifted.log.warn).toEqual([expect.stringMatching(/no more room.*4 are left.*session\.adapter/)]);
    expect(await has(bob, bob.cookie)).toBe(false);
    await fay.http('POST /fill');
    expect(await Promise.all([ann, cid, dan, eve, fay].map((each) => has(each)))).toEqual([
      true,
      false,
      true,
      true,
      true,
    ]);
  });

  test('should fill the log no more than once in a while', async () => {
    await using lifted = await liftIn();
    for (let count = 0; count < 8; count++) await visitor(lifted).http('POST /fill');
    expect(lifted.log.warn).toHaveLength(1);
    vi.advanceTimersByTime(LOOK);
    expect(lifted.log.warn).toHaveLength(2);
    expect(lifted.log.warn[1]).toContain('3 more');
    vi.advanceTimersByTime(LOOK);
    expect(lifted.log.warn).toHaveLength(2);
  });

  test('should take the sockets of a lost one out of their rooms', async () => {
    await using lifted = await liftIn();
    await using ann = visitor(lifted);
    await ann.http('POST /fill', { data: { user: 'Ann' } });
    const client = await ann.open();
    expect((await askSocket(client, 'GET /join')).body).toBe('Ann');
    const told = notice(client);
    for (let count = 0; count < 4; count++) await visitor(lifted).http('POST /fill');
    vi.advanceTimersByTime(LOOK);
    expect(await told).toMatchObject({ code: 'E_SESSION_ENDED' });
    expect((await askSocket(client, 'GET /rooms')).body).toEqual([]);
  });

  test('should lose those without data first, and only those for others of their kind', async () => {
    await using lifted = await liftIn();
    await using ann = visitor(lifted);
    await ann.http('POST /put', { data: { user: 'Ann' } });
    const [first, second] = [visitor(lifted), visitor(lifted)];
    const ids = [await first.http('GET /id'), await second.http('GET /id')].map(({ body }) => body);
    await beginMany(lifted, 19_999);
    expect((await second.http('GET /id')).body).toBe(ids[1]);
    expect((await first.http('GET /id')).body).not.toBe(ids[0]);
    expect(await has(ann)).toBe(true);
    expect(lifted.log.warn).toEqual([]);
  });
});
