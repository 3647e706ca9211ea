import { describe, expect, test } from 'vitest';
import { createParty, type Party, request } from '../../test/party.ts';

/** Two sockets A and B in the room 'fun', and an outsider C. */
async function threeSockets(party: Party) {
  const [a, b, c] = [await party.join(), await party.join(), await party.join()];
  const { sockets } = party.app;
  await sockets.join([a.id as string, b.id as string], 'fun');
  const socketA = sockets.get(a.id as string);
  return { a, b, c, socketA, sockets };
}

describe('broadcast', () => {
  test('should reach the members of a room, and nobody else, when it has an event and data', async () => {
    await using party = await createParty();
    const { a, b, c, sockets } = await threeSockets(party);
    expect(sockets.broadcast('fun', 'hello', { x: 1 })).toBeUndefined();
    expect(await party.heard(a)).toEqual([['hello', { x: 1 }]]);
    expect(await party.heard(b)).toEqual([['hello', { x: 1 }]]);
    expect(await party.heard(c)).toEqual([]);
  });

  const circular: { self?: unknown } = {};
  circular.self = circular;

  test.each<[string, unknown[], unknown[]]>([
    ['data only', ['fun', { x: 3 }], ['message', { x: 3 }]],
    ['an array as data', ['fun', [1, 2]], ['message', [1, 2]]],
    ['a number as data', ['fun', 5], ['message', 5]],
    ['text as data of an event', ['fun', 'ev', 'str'], ['ev', 'str']],
    ['a number as data of an event', ['fun', 'ev', 5], ['ev', 5]],
    ['null as data of an event', ['fun', 'ev', null], ['ev', null]],
    ['an array as data of an event', ['fun', 'ev', [1, 2]], ['ev', [1, 2]]],
    ['an event without data', ['fun', 'ev'], ['ev', null]],
    ['null in place of the event', ['fun', null, { z: 1 }], ['message', { z: 1 }]],
    ['undefined in place of the event', ['fun', undefined, { z: 2 }], ['message', { z: 2 }]],
    ['something that is not a socket to leave out', ['fun', 'ev', 1, { bad: 1 }], ['ev', 1]],
    ['data with a field called socket', ['fun', 'ev', { socket: 'x' }], ['ev', { socket: 'x' }]],
    [
      'dates and undefined members',
      ['fun', 'ev', { at: new Date(0), no: undefined }],
      ['ev', { at: '1970-01-01T00:00:00.000Z' }],
    ],
  ])('should deliver %s', async (_what, args, expected) => {
    await using party = await createParty();
    const { b, sockets } = await threeSockets(party);
    Reflect.apply(sockets.broadcast, undefined, args);
    expect(await party.heard(b)).toEqual([expected]);
  });

  test('should leave out the socket that comes last, in both forms', async () => {
    await using party = await createParty();
    const { a, b, socketA, sockets } = await threeSockets(party);
    sockets.broadcast('fun', 'hello', { x: 2 }, socketA);
    sockets.broadcast('fun', { x: 4 }, socketA);
    expect(await party.heard(a)).toEqual([]);
    expect(await party.heard(b)).toEqual([
      ['hello', { x: 2 }],
      ['message', { x: 4 }],
    ]);
  });

  test('should leave out nobody when an id comes last', async () => {
    await using party = await createParty();
    const { a, sockets } = await threeSockets(party);
    Reflect.apply(sockets.broadcast, undefined, ['fun', 'ev', 1, a.id]);
    expect(await party.heard(a)).toEqual([['ev', 1]]);
  });

  test('should send only the id, to all, when a socket stands in place of the data', async () => {
    await using party = await createParty();
    const { a, b, socketA, sockets } = await threeSockets(party);
    sockets.broadcast('fun', 'hello', socketA);
    sockets.broadcast('fun', socketA);
    const both = [
      ['hello', { id: a.id }],
      ['message', { id: a.id }],
    ];
    expect(await party.heard(a)).toEqual(both);
    expect(await party.heard(b)).toEqual(both);
  });

  test('should reach a socket once when it is in several of the rooms', async () => {
    await using party = await createParty();
    const { a, b, sockets } = await threeSockets(party);
    sockets.join(a.id as string, 'more');
    sockets.broadcast(['fun', 'more'], 'ev', 1);
    expect(await party.heard(a)).toEqual([['ev', 1]]);
    expect(await party.heard(b)).toEqual([['ev', 1]]);
  });

  test('should reach one socket when its id stands in place of the room', async () => {
    await using party = await createParty();
    const { a, b, sockets } = await threeSockets(party);
    sockets.broadcast(b.id as string, 'secret', 1);
    expect(await party.heard(a)).toEqual([]);
    expect(await party.heard(b)).toEqual([['secret', 1]]);
  });

  test.each([[[]], ['unknown'], [undefined], [null], [{}], [''], [7], [[undefined]]])(
    'should reach nobody, and throw nothing, when the room is %j',
    async (room) => {
      await using party = await createParty();
      const { a, c, sockets } = await threeSockets(party);
      Reflect.apply(sockets.broadcast, undefined, [room, 'ev', 1]);
      expect(await party.heard(a)).toEqual([]);
      expect(await party.heard(c)).toEqual([]);
    },
  );

  test('should warn of what is not a name among rooms, and reach the others', async () => {
    await using party = await createParty();
    const { a, sockets } = await threeSockets(party);
    Reflect.apply(sockets.broadcast, undefined, [['fun', { evil: 1 }], 'ev', 1]);
    expect(await party.heard(a)).toEqual([['ev', 1]]);
    expect(party.log.warn).toEqual([expect.stringContaining('got an object')]);
  });

  test.each([
    'connect',
    'connect_error',
    'disconnect',
    'disconnecting',
    'newListener',
    'removeListener',
    'sails:parseError',
    'telltale:close',
    'telltale:session',
    'telltale:unsubscribed',
    // The client itself says these, and takes them from nobody else.
    'reconnecting',
    'reconnect',
    'reconnect_failed',
    'sails:status',
    '',
    Symbol('hello'),
    () => 'hello',
  ])('should throw E_EVENT_NAME when the event is %o', async (given) => {
    const event = given as string;
    await using party = await createParty();
    const { a, sockets } = await threeSockets(party);
    expect(() => sockets.broadcast('fun', event, {})).toThrow(
      expect.objectContaining({ code: 'E_EVENT_NAME' }),
    );
    expect(() => sockets.blast(event, {})).toThrow(expect.objectContaining({ code: 'E_EVENT_NAME' }));
    expect(await party.heard(a)).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['contains itself', circular],
    ['holds a BigInt', { big: 1n }],
  ])('should throw E_DATA_NOT_JSON, and send nothing, when the data %s', async (_what, data) => {
    await using party = await createParty();
    const { a, sockets } = await threeSockets(party);
    expect(() => sockets.broadcast('fun', 'ev', data)).toThrow(
      expect.objectContaining({ code: 'E_DATA_NOT_JSON' }),
    );
    expect(await party.heard(a)).toEqual([]);
  });

  test('should throw what toJSON of the data throws', async () => {
    await using party = await createParty();
    const { sockets } = await threeSockets(party);
    const own = new Error('own');
    const data = {
      toJSON() {
        throw own;
      },
    };
    expect(() => sockets.broadcast('fun', 'ev', data)).toThrow(own);
  });

  test('should leave out the page of an HTTP request when it names its socket', async () => {
    await using party = await createParty({}, (app) => {
      app.post('/say', (req) => {
        app.sockets.broadcast('fun', 'said', req.body, req);
        return {};
      });
    });
    const { a, b } = await threeSockets(party);
    const post = (headers: Record<string, string>) =>
      fetch(`${party.url}/say`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"n":1}',
      });
    await post({ 'x-socket-id': a.id as string });
    expect(await party.heard(a)).toEqual([]);
    expect(await party.heard(b)).toEqual([['said', { n: 1 }]]);
  });

  test.each(['fun', '', 'a'.repeat(20), '0123456789-_01234567x'])(
    'should leave out nobody when an HTTP request names %j as its socket',
    async (id) => {
      await using party = await createParty({}, (app) => {
        app.post('/say', (req) => {
          app.sockets.broadcast('fun', 'said', {}, req);
          return {};
        });
      });
      const { a } = await threeSockets(party);
      await fetch(`${party.url}/say`, { method: 'POST', headers: { 'x-socket-id': id } });
      expect(await party.heard(a)).toEqual([['said', {}]]);
    },
  );

  test('should never send an HTTP request that stands in place of the data', async () => {
    await using party = await createParty({}, (app) => {
      app.get('/say', (req) => {
        app.sockets.broadcast('fun', 'said', req);
        return {};
      });
    });
    const { a } = await threeSockets(party);
    await fetch(`${party.url}/say`, { headers: { cookie: 'secret=1' } });
    expect(await party.heard(a)).toEqual([['said', {}]]);
  });

  test('should reach the requester too when the seed joins it and broadcasts the request', async () => {
    await using party = await createParty({}, (app) => {
      app.get('/say/hello', (req, reply) => {
        if (!req.isSocket) return reply.code(400).send('Bad Request');
        app.sockets.join(req, 'funSockets');
        app.sockets.broadcast('funSockets', 'hello', req);
        return reply.send('OK');
      });
    });
    const [a, b] = [await party.join(), await party.join()];
    expect(await request(a, 'get', '/say/hello')).toMatchObject({ statusCode: 200 });
    expect(await request(b, 'get', '/say/hello')).toMatchObject({ statusCode: 200 });
    expect(await party.heard(a)).toEqual([
      ['hello', { id: a.id }],
      ['hello', { id: b.id }],
    ]);
    expect(await party.heard(b)).toEqual([['hello', { id: b.id }]]);
  });
});

describe('blast', () => {
  test('should reach everybody, except the socket that comes last', async () => {
    await using party = await createParty();
    const { a, c, socketA, sockets } = await threeSockets(party);
    sockets.blast('ev', { n: 1 });
    sockets.blast('ev', { n: 2 }, socketA);
    sockets.blast({ n: 3 }, socketA);
    sockets.blast({ b: 1 });
    sockets.blast('bare');
    sockets.blast();
    expect(await party.heard(a)).toEqual([
      ['ev', { n: 1 }],
      ['message', { b: 1 }],
      ['bare', null],
      ['message', null],
    ]);
    expect(await party.heard(c)).toEqual([
      ['ev', { n: 1 }],
      ['ev', { n: 2 }],
      ['message', { n: 3 }],
      ['message', { b: 1 }],
      ['bare', null],
      ['message', null],
    ]);
  });
});
