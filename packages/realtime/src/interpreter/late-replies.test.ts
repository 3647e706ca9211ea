import { EventEmitter, once } from 'node:events';
import { request as requestHttp } from 'node:http';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { describe, expect, test } from 'vitest';
import { type BothWays, createBothWays, transports } from '../../test/both-ways.ts';
import { RawSocket } from '../../test/raw-socket.ts';

/** A route that tells the test what happens, and answers when the test says so. */
class Held {
  readonly events = new EventEmitter();
  readonly seen: string[] = [];
  request!: FastifyRequest;
  reply!: FastifyReply;

  readonly routes = (app: FastifyInstance): void => {
    app.addHook('onResponse', async () => this.#saw('onResponse'));
    app.addHook('onRequestAbort', async (_request) => this.#saw('onRequestAbort'));
    app.get('/held', (request, reply) => {
      this.request = request;
      this.reply = reply;
      request.raw.on('close', () => this.#saw('request close'));
      reply.raw.on('close', () => this.#saw('reply close'));
      request.signal.addEventListener('abort', () => this.#saw('signal'));
      this.events.emit('arrived');
    });
    app.get('/hi', () => ({ hi: true }));
  };

  async arrival(): Promise<void> {
    await once(this.events, 'arrived');
  }

  #saw(what: string): void {
    this.seen.push(what);
    this.events.emit(what);
  }
}

/** Sends a request that the client gives up as soon as the route has it. */
async function leaveIt(party: BothWays, held: Held, transport: 'http' | 'socket'): Promise<void> {
  const aborted = once(held.events, 'onRequestAbort');
  if (transport === 'http') {
    const outgoing = requestHttp(`${party.url}/held`, { agent: false });
    outgoing.on('error', () => {});
    outgoing.end();
    await held.arrival();
    outgoing.destroy();
  } else {
    const client = await RawSocket.connect(party.url);
    client.emit('get', { url: '/held' });
    await held.arrival();
    client.tcp.destroy();
  }
  await aborted;
}

describe('a reply that comes late', () => {
  test.each(transports)(
    'should be dropped in silence when the client has gone, over %s',
    async (transport) => {
      const held = new Held();
      await using party = await createBothWays({}, held.routes);
      await leaveIt(party, held, transport);
      expect(held.request.raw.aborted).toBe(true);
      expect(held.reply.raw.destroyed).toBe(true);
      expect(held.seen.sort()).toEqual(['onRequestAbort', 'reply close', 'request close', 'signal']);
      held.reply.header('x-late', '1').send({ too: 'late' });
      held.reply.raw.end();
      expect(await party.ask.socket({ method: 'GET', url: '/hi' })).toMatchObject({ status: 200 });
      expect(party.log.error).toEqual([]);
      expect(party.log.warn).toEqual([]);
    },
  );

  test.each(transports)(
    'should let go of its stream when the client has gone, over %s',
    async (transport) => {
      const held = new Held();
      await using party = await createBothWays({}, held.routes);
      await leaveIt(party, held, transport);
      const stream = new PassThrough();
      stream.write('endless');
      const closed = once(stream, 'close');
      held.reply.send(stream);
      await closed;
      expect(stream.destroyed).toBe(true);
    },
  );

  test('should let go of a stream that flows already when the client goes', async () => {
    const stream = new PassThrough();
    const started = new EventEmitter();
    await using party = await createBothWays({}, (app) => {
      app.get('/flows', (_request, reply) => {
        stream.on('resume', () => started.emit('flowing'));
        return reply.send(stream);
      });
    });
    await using client = await RawSocket.connect(party.url);
    const flowing = once(started, 'flowing');
    client.emit('get', { url: '/flows' });
    await flowing;
    const closed = once(stream, 'close');
    client.tcp.destroy();
    await closed;
  });

  test('should be answered with 503 when it takes longer than limits.requestTimeout', async () => {
    const held = new Held();
    await using party = await createBothWays({ limits: { requestTimeout: 80 } }, held.routes);
    const answer = party.ask.socket({ method: 'GET', url: '/held' });
    await held.arrival();
    expect(await answer).toEqual({
      status: 503,
      body: {
        code: 'E_REQUEST_TIMEOUT',
        message: 'The server gave no answer within 80 ms (limits.requestTimeout).',
      },
      raw: expect.any(String),
      headers: {},
    });
    expect(held.seen.sort()).toEqual(['onRequestAbort', 'reply close', 'request close', 'signal']);
    held.reply.send({ too: 'late' });
    expect(await party.ask.socket({ method: 'GET', url: '/hi' })).toMatchObject({ body: { hi: true } });
    expect(party.socket.messages).toEqual([]);
    expect(party.log.error).toEqual([]);
    expect(party.log.warn).toEqual([]);
  });

  test('should not be hurried when others that came later are answered before', async () => {
    const held = new Held();
    await using party = await createBothWays({}, held.routes);
    const answer = party.ask.socket({ method: 'GET', url: '/held' });
    await held.arrival();
    expect(await party.ask.socket({ method: 'GET', url: '/hi' })).toMatchObject({ body: { hi: true } });
    held.reply.send({ at: 'last' });
    expect(await answer).toMatchObject({ status: 200, body: { at: 'last' } });
    expect(held.seen).toContain('onResponse');
    expect(held.seen).not.toContain('onRequestAbort');
  });

  test.each(transports)('should be ignored when it is the second, over %s', async (transport) => {
    await using party = await createBothWays({}, (app) => {
      app.get('/twice', (_request, reply) => {
        reply.send({ first: true });
        reply.send({ second: true });
      });
      app.get('/hi', () => 'hi');
    });
    expect(await party.ask[transport]({ method: 'GET', url: '/twice' })).toMatchObject({
      body: { first: true },
    });
    await party.ask[transport]({ method: 'GET', url: '/hi' });
    expect(party.socket.messages).toEqual([]);
    expect(party.log.warn).toHaveLength(1);
  });
});

describe('a reply that breaks', () => {
  test('should be answered with 500 when its stream fails after the first bytes', async () => {
    await using party = await createBothWays({}, (app) => {
      app.get('/breaks', (_request, reply) => {
        const stream = new PassThrough();
        stream.write('half of');
        setImmediate(() => stream.destroy(new Error('broke')));
        return reply.send(stream);
      });
    });
    expect(await party.ask.socket({ method: 'GET', url: '/breaks' })).toMatchObject({
      status: 500,
      body: { code: 'E_REPLY_BROKEN' },
    });
  });

  test.each([
    ['one string', (reply: FastifyReply) => reply.send('x'.repeat(1_001))],
    ['few characters of many bytes', (reply: FastifyReply) => reply.send('ü'.repeat(600))],
    ['a buffer', (reply: FastifyReply) => reply.send(Buffer.alloc(1_001))],
    [
      'a stream without end',
      (reply: FastifyReply) => {
        const endless = new PassThrough();
        const pour = () => {
          while (endless.write(Buffer.alloc(100)));
        };
        endless.on('drain', pour);
        pour();
        return reply.send(endless);
      },
    ],
    [
      'many small writes',
      (reply: FastifyReply) => {
        reply.hijack();
        for (let count = 0; count < 101; count += 1) reply.raw.write('0123456789');
        reply.raw.end();
      },
    ],
  ])('should be answered with 500 when it is larger than limits.replyBytes as %s', async (_what, answer) => {
    await using party = await createBothWays({ limits: { replyBytes: 1_000 } }, (app) => {
      app.get('/large', (_request, reply) => {
        answer(reply);
      });
      app.get('/fits', (_request, reply) => reply.send('x'.repeat(1_000)));
    });
    expect(await party.ask.socket({ method: 'GET', url: '/large' })).toMatchObject({
      status: 500,
      body: { code: 'E_REPLY_TOO_LARGE' },
    });
    expect(await party.ask.socket({ method: 'GET', url: '/fits' })).toMatchObject({ status: 200 });
    expect(party.log.error).toContain('An answer over a socket has at most 1000 bytes (limits.replyBytes).');
  });

  test('should be answered with 500 when the app throws where Fastify does not catch', async () => {
    const routes = (app: FastifyInstance) => {
      app.get('/throws', () => 'never');
      app.get('/hi', () => 'hi');
    };
    await using party = await createBothWays({}, routes, {
      genReqId: ({ url }) => {
        if (url === '/throws') throw new Error('thrown past Fastify');
        return 'id';
      },
    });
    expect(await party.ask.socket({ method: 'GET', url: '/throws' })).toMatchObject({
      status: 500,
      body: { code: 'E_INTERPRETER', message: 'Internal Server Error' },
    });
    expect(await party.ask.socket({ method: 'GET', url: '/hi' })).toMatchObject({ body: 'hi' });
    expect(party.socket.messages).toEqual([]);
    expect(party.log.error).toEqual(['A socket message could not be routed.']);
  });

  test('should be whole when it is written by a pipeline', async () => {
    await using party = await createBothWays({}, (app) => {
      app.get('/pipeline', async (_request, reply) => {
        reply.hijack();
        const source = new PassThrough();
        source.end('through the pipeline');
        await pipeline(source, reply.raw);
      });
    });
    for (const transport of transports) {
      expect(await party.ask[transport]({ method: 'GET', url: '/pipeline' })).toMatchObject({
        status: 200,
        raw: expect.toSatisfy((raw) => JSON.stringify(String(raw)).includes('through the pipeline')),
      });
    }
  });
});

describe('a server that closes', () => {
  test('should finish what is in flight, refuse what comes after, and then hang up', async () => {
    const held = new Held();
    const party = await createBothWays({}, held.routes);
    const answer = party.ask.socket({ method: 'GET', url: '/held' });
    await held.arrival();
    const closed = party.app.close();
    held.reply.send('finished');
    expect(await answer).toMatchObject({ body: 'finished' });
    await closed;
  });
});
