import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import type { Socket as Client } from 'socket.io-client';
import type { AppOptions, RoutesConfig } from 'telltale';
import { describe, expect, test } from 'vitest';
import { isRedisSkipped, redisUrl } from '../../../realtime/test/redis-proxy.ts';
import { deferred } from '../../test/deferred.ts';
import { askHttp, askSocket, lift, transports } from '../../test/transports.ts';
import { visitor } from '../../test/visitor.ts';

/** Counts the visits of a session. */
const counting: RoutesConfig = {
  'GET /count': (req, res) => {
    req.session.count = Number(req.session.count ?? 0) + 1;
    return res.json({ count: req.session.count });
  },
  'GET /read': (req, res) => res.json({ ...req.session }),
  'GET /id': (req, res) => res.json({ id: req.sessionID, same: req.session.id === req.sessionID }),
  'PATCH /put': (req, res) => {
    Object.assign(req.session, req.body);
    return res.ok();
  },
  'POST /login': async (req, res) => {
    await req.session.regenerate();
    req.session.user = req.param('name');
    return res.json({ user: req.session.user });
  },
  'POST /logout': async (req, res) => {
    await req.session.destroy();
    return res.ok();
  },
};

/** The settings of each store. Keys of one run have a prefix of their own. */
const stores: Record<string, AppOptions['session']> = { memory: {} };
if (!isRedisSkipped) {
  stores.redis = { adapter: 'redis', url: redisUrl.href, prefix: `test:${randomUUID()}:`, ttl: 60 };
}

const appIn =
  (store: AppOptions['session']) =>
  (routes: RoutesConfig = {}, options: AppOptions = {}): AppOptions => ({
    ...options,
    session: { secret: 'keep this between us', ...store, ...options.session },
    routes: { ...counting, ...routes },
  });

const app = (routes: RoutesConfig = {}, options: AppOptions = {}): AppOptions => ({
  ...options,
  routes: { ...counting, ...routes },
});

const notice = (client: Client): Promise<unknown> =>
  new Promise((resolve) => client.once('telltale:session', resolve));

const cookieOf = (headers: Record<string, string | string[]>): string | undefined =>
  [headers['set-cookie'] ?? []].flat().find((line) => line.startsWith('sails.sid='));

for (const [store, transport] of Object.keys(stores).flatMap((name) =>
  transports.map((by) => [name, by] as const),
)) {
  describe(`${transport}: req.session in ${store}`, () => {
    const app = appIn(stores[store]);

    test('should keep what one request puts into it for the next', async () => {
      await using lifted = await lift(app());
      await using ann = visitor(lifted);
      const ask = ann.via(transport);
      expect((await ask('GET /count')).body).toEqual({ count: 1 });
      expect((await ask('GET /count')).body).toEqual({ count: 2 });
      expect((await ask('GET /read')).body).toEqual({ count: 2 });
    });

    test('should be each visitor’s own', async () => {
      await using lifted = await lift(app());
      await using ann = visitor(lifted);
      await using bob = visitor(lifted);
      await ann.via(transport)('GET /count');
      expect((await bob.via(transport)('GET /count')).body).toEqual({ count: 1 });
    });

    test('should keep its id as soon as somebody asks for it', async () => {
      await using lifted = await lift(app());
      await using ann = visitor(lifted);
      const { body } = await ann.via(transport)('GET /id');
      expect(body).toEqual({ id: expect.stringMatching(/^[\w-]{32}$/), same: true });
      expect((await ann.via(transport)('GET /id')).body).toEqual(body);
    });

    test.each<[string, RoutesConfig[string]]>([
      ['a redirect', (_req, res) => res.redirect('/elsewhere')],
      [
        'a stream',
        (_req, res) => {
          const stream = new PassThrough();
          res.send(stream);
          stream.end('in pieces');
        },
      ],
      [
        'an error that was thrown',
        () => {
          throw new Error('thrown after the session was changed');
        },
      ],
      ['an answer 404', (_req, res) => res.notFound()],
      ['nothing', (_req, res) => res.status(204).send()],
    ])('should be saved before the answer leaves when that is %s', async (_what, answer) => {
      const steps = [
        (req, _res, next) => {
          req.session.seen = true;
          next();
        },
        answer,
      ] as RoutesConfig[string];
      await using lifted = await lift(app({ 'GET /change': steps }));
      await using ann = visitor(lifted);
      await ann.via(transport)('GET /change');
      expect((await ann.via(transport)('GET /read')).body).toEqual({ seen: true });
    });

    test('should keep what is put into it while a stream is sent', async () => {
      await using lifted = await lift(
        app({
          'GET /slow': (req, res) => {
            res.write('first, ');
            setImmediate(() => {
              req.session.late = true;
              res.end('last');
            });
          },
        }),
      );
      await using ann = visitor(lifted);
      const ask = ann.via(transport);
      await ask('GET /count');
      expect((await ask('GET /slow')).body).toBe('first, last');
      await expect.poll(async () => (await ask('GET /read')).body).toEqual({ count: 1, late: true });
    });

    test('should hold what is removed, replaced and nested as JSON would', async () => {
      await using lifted = await lift(
        app({
          'GET /change': (req, res) => {
            delete req.session.gone;
            req.session.cart = [...(req.session.cart as number[]), 3];
            req.session.nothing = undefined;
            return res.ok();
          },
        }),
      );
      await using ann = visitor(lifted);
      const ask = ann.via(transport);
      await ask('PATCH /put', { data: { gone: 1, cart: [1, 2], deep: { er: null } } });
      await ask('GET /change');
      expect((await ask('GET /read')).body).toEqual({ cart: [1, 2, 3], deep: { er: null } });
    });

    test('should keep the changes of two requests that run at the same time', async () => {
      const meeting = new Map<string, () => void>();
      const both =
        (key: string, other: string): RoutesConfig[string] =>
        async (req, res) => {
          req.session[key] = 'mine';
          await new Promise<void>((resolve) => {
            meeting.set(key, resolve);
            meeting.get(other)?.();
            if (meeting.has(other)) resolve();
          });
          return res.ok();
        };
      await using lifted = await lift(
        app({ 'GET /left': both('left', 'right'), 'GET /right': both('right', 'left') }),
      );
      await using ann = visitor(lifted);
      const ask = ann.via(transport);
      await ask('GET /count');
      await Promise.all([ask('GET /left'), ask('GET /right')]);
      expect((await ask('GET /read')).body).toEqual({ count: 1, left: 'mine', right: 'mine' });
    });

    test('should end with destroy(), and begin anew with another id', async () => {
      await using lifted = await lift(app());
      await using ann = visitor(lifted);
      const ask = ann.via(transport);
      await ask('GET /count');
      const before = (await ask('GET /id')).body;
      await ask('POST /logout');
      expect((await ask('GET /read')).body).toEqual({});
      expect((await ask('GET /id')).body).not.toEqual(before);
    });

    test('should get another id, and no old data, with regenerate()', async () => {
      await using lifted = await lift(app());
      await using ann = visitor(lifted);
      const ask = ann.via(transport);
      await ask('GET /count');
      const before = (await ask('GET /id')).body;
      await ask('POST /login', { data: { name: 'Ann' } });
      expect((await ask('GET /read')).body).toEqual({ user: 'Ann' });
      expect((await ask('GET /id')).body).not.toEqual(before);
    });

    test('should end when it is set to null', async () => {
      await using lifted = await lift(
        app({
          'GET /forget': (req, res) => {
            (req as { session: unknown }).session = null;
            return res.ok();
          },
        }),
      );
      await using ann = visitor(lifted);
      const ask = ann.via(transport);
      await ask('GET /count');
      await ask('GET /forget');
      expect((await ask('GET /count')).body).toEqual({ count: 1 });
    });

    test('should not come back when a slower request saves it after its end', async () => {
      let proceed = (): void => {};
      let entered = (): void => {};
      const inside = new Promise<void>((resolve) => {
        entered = resolve;
      });
      const route: RoutesConfig[string] = async (req, res) => {
        req.session.late = true;
        entered();
        await new Promise<void>((resolve) => {
          proceed = resolve;
        });
        return res.ok();
      };
      await using lifted = await lift(app({ 'GET /slow': route }));
      await using ann = visitor(lifted);
      const ask = ann.via(transport);
      await ask('PATCH /put', { data: { user: 'Ann' } });
      const { cookie } = ann;
      const slow = ask('GET /slow');
      await inside;
      await ask('POST /logout');
      proceed();
      await slow;
      const given = transport === 'http' ? { headers: { cookie } } : {};
      expect((await ask('GET /read', given)).body).toEqual({});
    });

    test('should take callbacks as well as promises', async () => {
      await using lifted = await lift(
        app({
          'GET /steps': (req, res) => {
            req.session.old = 1;
            req.session.save(() => {
              req.session.regenerate(() => {
                req.session.fresh = 2;
                req.session.save(() => {
                  req.session.unsaved = 3;
                  req.session.reload((error) => res.json({ error, session: { ...req.session } }));
                });
              });
            });
          },
        }),
      );
      await using ann = visitor(lifted);
      expect((await ann.via(transport)('GET /steps')).body).toEqual({ session: { fresh: 2 } });
    });

    test('should hold any name, and have nothing that was not put there', async () => {
      await using lifted = await lift(
        app({
          'GET /names': (req, res) => {
            const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
            const before = names.map((name) => typeof req.session[name]);
            for (const name of names) req.session[name] = { polluted: true };
            return res.json({ before, polluted: 'polluted' in {} });
          },
          'GET /after': (req, res) =>
            res.json({
              keys: Object.keys(req.session),
              polluted: 'polluted' in {},
              toString: typeof req.session.toString,
            }),
        }),
      );
      await using ann = visitor(lifted);
      const ask = ann.via(transport);
      expect((await ask('GET /names')).body).toEqual({ before: Array(4).fill('undefined'), polluted: false });
      expect((await ask('GET /after')).body).toEqual({
        keys: ['__proto__', 'constructor', 'toString', 'hasOwnProperty'],
        polluted: false,
        toString: 'object',
      });
    });

    test.each([
      ['E_SESSION_TOO_LARGE', 'too much', { big: 'x'.repeat(70_000) }],
      ['E_SESSION_DATA', 'a name that a method has', { save: 1 }],
    ])('should answer 500 and log %s when it holds %s', async (code, _what, data) => {
      await using lifted = await lift(app());
      await using ann = visitor(lifted);
      expect((await ann.via(transport)('PATCH /put', { data })).status).toBe(500);
      expect(lifted.log.error.join()).toContain(
        code === 'E_SESSION_DATA' ? 'req.session.save' : 'session.maxLength',
      );
    });

    test('should be undefined when the part is off, and when isSessionDisabled says so', async () => {
      const routes: RoutesConfig = { 'GET /x': (req, res) => res.json({ type: typeof req.session }) };
      await using off = await lift({ routes, hooks: { session: false } });
      expect((await off.via(transport)('GET /x')).body).toEqual({ type: 'undefined' });
      const session = { secret: 'keep this between us', isSessionDisabled: () => true };
      await using disabled = await lift({ routes, session: { ...session, ...stores[store] } });
      expect((await disabled.via(transport)('GET /x')).body).toEqual({ type: 'undefined' });
      await using only = await lift({ routes, loadHooks: ['http', 'sockets', 'request', 'responses'] });
      expect((await only.via(transport)('GET /x')).body).toEqual({ type: 'undefined' });
    });

    test('should be undefined for a request with the header nosession', async () => {
      await using lifted = await lift({
        routes: { 'GET /x': (req, res) => res.json({ type: typeof req.session }) },
      });
      expect((await lifted.via(transport)('GET /x', { headers: { nosession: 'true' } })).body).toEqual({
        type: 'undefined',
      });
    });
  });
}

describe('the cookie of a session', () => {
  test('should be set when the session begins, and not before or after', async () => {
    await using lifted = await lift(app({ 'GET /untouched': (_req, res) => res.ok() }));
    await using ann = visitor(lifted);
    expect(cookieOf((await ann.http('GET /untouched')).headers)).toBeUndefined();
    expect(cookieOf((await ann.http('GET /read')).headers)).toBeUndefined();
    expect(cookieOf((await ann.http('GET /count')).headers)).toMatch(
      /^sails\.sid=s:[\w-]{32}\.[^;]+; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    expect(cookieOf((await ann.http('GET /count')).headers)).toBeUndefined();
  });

  test('should be taken away when the session ends', async () => {
    await using lifted = await lift(app());
    await using ann = visitor(lifted);
    await ann.http('GET /count');
    expect(cookieOf((await ann.http('POST /logout')).headers)).toMatch(/^sails\.sid=; .*1970/);
    expect(ann.cookie).toBe('');
  });

  test('should come with /__getcookie', async () => {
    await using lifted = await lift(app());
    await using ann = visitor(lifted);
    const { body, headers } = await ann.http('GET /__getcookie');
    expect(body).toBe('_sailsIoJSConnect();');
    expect(cookieOf(headers)).toBeDefined();
    const { body: id } = await ann.http('GET /id');
    expect(await askSocket(await ann.open(), 'GET /id')).toMatchObject({ body: id });
  });

  test('should have the name and the options of the settings', async () => {
    const session = {
      secret: ['new one, that signs', 'old one, still believed'],
      name: 'crew',
      cookie: {
        maxAge: 60_000,
        path: '/app',
        domain: 'example.com',
        sameSite: 'strict' as const,
        secure: true,
      },
    };
    await using lifted = await lift(app({}, { session }));
    const { headers } = await askHttp(lifted.url, 'GET /count');
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(
        /^crew=s:.*; Max-Age=60; Domain=example\.com; Path=\/app; .*HttpOnly; Secure; SameSite=Strict$/,
      ),
    ]);
  });

  test.each([
    ['no signature', (id: string) => `sails.sid=${id}`],
    ['no signature behind s:', (id: string) => `sails.sid=s:${id}`],
    [
      'another’s signature',
      (id: string) => `sails.sid=${encodeURIComponent(`s:${id}.c2lnbmVkIGJ5IG5vYm9keQ`)}`,
    ],
  ])('should not be believed with %s', async (_what, forge) => {
    await using lifted = await lift(app());
    await using ann = visitor(lifted);
    await ann.http('PATCH /put', { data: { user: 'Ann' } });
    const { id } = (await ann.http('GET /id')).body as { id: string };
    const headers = { cookie: forge(id) };
    expect((await askHttp(lifted.url, 'GET /read', { headers })).body).toEqual({});
    const answer = await askHttp(lifted.url, 'GET /count', { headers });
    expect(answer.body).toEqual({ count: 1 });
    expect(cookieOf(answer.headers)).not.toContain(id);
  });

  test('should not give a session the id that it has, when nobody keeps that any more', async () => {
    await using lifted = await lift(app());
    await using ann = visitor(lifted);
    await ann.http('GET /count');
    const { cookie } = ann;
    const { body: before } = await ann.http('GET /id');
    await ann.http('POST /logout');
    const { body: after } = await askHttp(lifted.url, 'GET /id', { headers: { cookie } });
    expect(after).not.toEqual(before);
  });
});

describe.each(Object.entries(stores))('page and socket, with sessions in %s', (_name, store) => {
  const app = appIn(store);

  test('should keep what both put into it at the same time', async () => {
    const meeting = new Map<string, () => void>();
    /** Answers when the other one is inside, too. */
    const both: RoutesConfig[string] = async (req, res) => {
      const [own, other] = req.isSocket ? ['socket', 'page'] : (['page', 'socket'] as const);
      req.session[own as string] = 'mine';
      await new Promise<void>((resolve) => {
        meeting.set(own as string, resolve);
        meeting.get(other as string)?.();
        if (meeting.has(other as string)) resolve();
      });
      return res.ok();
    };
    await using lifted = await lift(app({ 'GET /both': both }));
    await using ann = visitor(lifted);
    await ann.http('GET /count');
    const client = await ann.open();
    await Promise.all([ann.http('GET /both'), askSocket(client, 'GET /both')]);
    const expected = { count: 1, page: 'mine', socket: 'mine' };
    expect((await ann.http('GET /read')).body).toEqual(expected);
    expect((await askSocket(client, 'GET /read')).body).toEqual(expected);
  });

  test.each(transports)('should let nobody in by %s who knew its id before the log-in', async (transport) => {
    await using lifted = await lift(app());
    await using eve = visitor(lifted);
    // A session of her own, whose cookie she plants in the browser of another.
    await eve.http('GET /count');
    const planted = { cookie: eve.cookie };
    const client = await eve.open();
    if (transport === 'http')
      await askHttp(lifted.url, 'POST /login', { data: { name: 'Ann' }, headers: planted });
    else await askSocket(await eve.open(), 'POST /login', { data: { name: 'Ann' } });
    expect((await askHttp(lifted.url, 'GET /read', { headers: planted })).body).toEqual({});
    expect((await askSocket(client, 'GET /read')).body).toEqual({});
    expect((await askSocket(await eve.open(planted), 'GET /read')).body).toEqual({});
  });

  test('should share the session when the page had it first', async () => {
    await using lifted = await lift(app());
    await using ann = visitor(lifted);
    await ann.http('GET /count');
    const client = await ann.open();
    expect((await askSocket(client, 'GET /count')).body).toEqual({ count: 2 });
    expect((await ann.http('GET /count')).body).toEqual({ count: 3 });
  });

  test('should share the session that a socket was given when it connected', async () => {
    await using lifted = await lift(app());
    await using ann = visitor(lifted);
    const client = await ann.open();
    expect((await askSocket(client, 'GET /count')).body).toEqual({ count: 1 });
    expect((await askSocket(client, 'GET /count')).body).toEqual({ count: 2 });
  });

  test('should not share it when the socket asked for none', async () => {
    await using lifted = await lift(app({ 'GET /type': (req, res) => res.json(typeof req.session) }));
    await using ann = visitor(lifted);
    await ann.http('GET /count');
    expect((await askSocket(await ann.open({ nosession: 'true' }), 'GET /type')).body).toBe('undefined');
  });

  test('should hand the session to afterDisconnect, and keep what that makes of it', async () => {
    let seen: unknown;
    let over = (): void => {};
    const ended = new Promise<void>((resolve) => {
      over = resolve;
    });
    const sockets: AppOptions['sockets'] = {
      afterDisconnect(session, _socket, done) {
        seen = { ...session };
        session.left = true;
        done();
        setImmediate(over);
      },
    };
    await using lifted = await lift(app({}, { sockets }));
    await using ann = visitor(lifted);
    await ann.http('GET /count');
    const client = await ann.open();
    client.disconnect();
    await ended;
    expect(seen).toEqual({ count: 1 });
    expect((await ann.http('GET /read')).body).toEqual({ count: 1, left: true });
  });
});

describe.each(Object.entries(stores))('the end of a session in %s', (_name, store) => {
  const app = appIn(store);

  const rooms: RoutesConfig = {
    'GET /join': (req, res) => {
      req._sails.fastify.sockets.join(req as never, String(req.param('room')));
      return res.json({ user: req.session.user });
    },
    'GET /rooms': (req, res) => {
      const { id, rooms: joined } = req.socket as unknown as { id: string; rooms: Set<string> };
      return res.json([...joined].filter((room) => room !== id));
    },
  };

  test.each([['POST /logout'], ['POST /login']])(
    'should take all of its sockets out of the rooms that they joined under it, with %s by HTTP',
    async (address) => {
      await using lifted = await lift(app(rooms));
      await using ann = visitor(lifted);
      await ann.http('PATCH /put', { data: { user: 'Ann' } });
      const clients = [await ann.open(), await ann.open()] as const;
      for (const client of clients) await askSocket(client, 'GET /join', { data: { room: 'private' } });
      const told = clients.map(notice);
      await ann.http(address, { data: { name: 'Ann' } });
      expect(await Promise.all(told)).toEqual(
        Array(2).fill({ code: 'E_SESSION_ENDED', message: 'The session has ended.' }),
      );
      for (const client of clients) expect((await askSocket(client, 'GET /rooms')).body).toEqual([]);
    },
  );

  test.each([['POST /logout'], ['POST /login']])(
    'should take all of its sockets, the asking one too, out of those rooms with %s over a socket',
    async (address) => {
      await using lifted = await lift(app(rooms));
      await using ann = visitor(lifted);
      await ann.http('PATCH /put', { data: { user: 'Ann' } });
      const clients = [await ann.open(), await ann.open()] as const;
      for (const client of clients) await askSocket(client, 'GET /join', { data: { room: 'private' } });
      const told = clients.map(notice);
      await askSocket(clients[0], address, { data: { name: 'Ann' } });
      expect(await Promise.all(told)).toMatchObject(Array(2).fill({ code: 'E_SESSION_ENDED' }));
      for (const client of clients) expect((await askSocket(client, 'GET /rooms')).body).toEqual([]);
      // The other tab is nobody any more, and so is the page.
      expect((await askSocket(clients[1], 'GET /read')).body).toEqual({});
      expect((await ann.http('GET /read')).body).toEqual({});
    },
  );

  test('should be told to its sockets when the answer by HTTP has left, and so has its cookie', async () => {
    const regenerated = deferred<void>();
    const proceed = deferred<void>();
    await using lifted = await lift(
      app({
        ...rooms,
        'POST /slow': async (req, res) => {
          await req.session.regenerate();
          req.session.user = 'Ann';
          regenerated.resolve();
          await proceed.promise;
          return res.json({ user: 'Ann' });
        },
      }),
    );
    await using ann = visitor(lifted);
    await ann.http('GET /count');
    const client = await ann.open();
    await askSocket(client, 'GET /join', { data: { room: 'private' } });
    let isTold = false;
    const told = notice(client).then(() => {
      isTold = true;
    });
    const answer = ann.http('POST /slow');
    await regenerated.promise;
    // Frames come in order: what was told before this answer is there with it.
    expect((await askSocket(client, 'GET /rooms')).body).toEqual([]);
    expect(isTold).toBe(false);
    proceed.resolve();
    expect((await answer).body).toEqual({ user: 'Ann' });
    await told;
  });

  test('should leave the rooms of other sessions alone', async () => {
    await using lifted = await lift(app(rooms));
    await using ann = visitor(lifted);
    await using bob = visitor(lifted);
    await ann.http('GET /count');
    await bob.http('GET /count');
    const client = await bob.open();
    await askSocket(client, 'GET /join', { data: { room: 'private' } });
    await ann.http('POST /logout');
    expect((await askSocket(client, 'GET /rooms')).body).toEqual(['private']);
  });

  test('should take the socket out that a request puts in, which began before the end', async () => {
    let proceed = (): void => {};
    let entered = (): void => {};
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const slow: RoutesConfig[string] = async (req, res) => {
      if (req.session.user === undefined) return res.forbidden();
      entered();
      await new Promise<void>((resolve) => {
        proceed = resolve;
      });
      req._sails.fastify.sockets.join(req as never, 'private');
      return res.ok();
    };
    await using lifted = await lift(app({ ...rooms, 'GET /slow': slow }));
    await using ann = visitor(lifted);
    await ann.http('PATCH /put', { data: { user: 'Ann' } });
    const client = await ann.open();
    const asked = askSocket(client, 'GET /slow');
    await inside;
    await ann.http('POST /logout');
    proceed();
    expect((await asked).status).toBe(200);
    expect((await askSocket(client, 'GET /rooms')).body).toEqual([]);
  });
});

describe('the secret', () => {
  test('should be missed in production, with the command that makes one', async () => {
    const lifting = lift({ environment: 'production', session: {} });
    await expect(lifting).rejects.toMatchObject({
      code: 'E_SESSION_SECRET',
      message: expect.stringContaining('node -p'),
    });
  });

  test('should be made up in development, and warned of when the first cookie is signed', async () => {
    await using lifted = await lift(app({}, { session: {} }));
    await using ann = visitor(lifted);
    expect(lifted.log.warn).toEqual([]);
    await ann.http('GET /count');
    expect((await ann.http('GET /count')).body).toEqual({ count: 2 });
    expect(lifted.log.warn.join()).toContain('session.secret');
    expect(lifted.log.warn).toHaveLength(1);
  });

  test('should be replaced without a session being lost, when the old one is kept behind it', async () => {
    await using before = await lift(
      app(
        { 'GET /sign': (_req, res) => res.cookie('a', 'b', { signed: true }).ok() },
        { session: { secret: 'the old one' } },
      ),
    );
    const { headers } = await askHttp(before.url, 'GET /sign');
    const cookie = String(headers['set-cookie']).split(';')[0] ?? '';
    const session = { secret: ['the new one', 'the old one'] };
    await using after = await lift(
      app({ 'GET /signed': (req, res) => res.json(req.signedCookies) }, { session }),
    );
    expect((await askHttp(after.url, 'GET /signed', { headers: { cookie } })).body).toEqual({ a: 'b' });
  });

  test.each([
    [{ secret: 7 }, 'session.secret'],
    [{ name: 'a b' }, 'session.name'],
    [{ ttl: -1 }, 'session.ttl'],
    [{ cookie: { maxAge: 'long' } }, 'session.cookie.maxAge'],
    [{ cookie: { sameSite: 'sometimes' } }, 'session.cookie.sameSite'],
    [{ isSessionDisabled: true }, 'session.isSessionDisabled'],
  ])('should stop the app with E_CONFIG for %o', async (session, setting) => {
    await expect(lift({ session: session as never })).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining(setting),
    });
  });
});
