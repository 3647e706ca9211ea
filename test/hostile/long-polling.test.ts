/** What a hostile client may try by long polling, where an app has turned that on. @module */
import type { EventEmitter } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createParty, type Party } from '../../packages/realtime/test/party.ts';
import { RawSocket } from '../../packages/realtime/test/raw-socket.ts';

let party: Party;
let neighbour: RawSocket;
beforeAll(async () => {
  party = await createParty({ transports: ['websocket', 'polling'] }, (app) => {
    app.get('/hi', () => ({ hi: true }));
  });
  neighbour = await RawSocket.connect(party.url);
});
afterAll(async () => {
  await neighbour[Symbol.asyncDispose]();
  await party[Symbol.asyncDispose]();
});

interface Answer {
  status: number;
  text: string;
}

/** A client of polling, of the protocol of today or of the older one. */
class Poller implements AsyncDisposable {
  readonly #protocol: 3 | 4;
  sid = '';

  constructor(protocol: 3 | 4 = 4) {
    this.#protocol = protocol;
  }

  async open(): Promise<this> {
    const { text } = await this.poll();
    this.sid = JSON.parse(/\{.*?\}/.exec(text)![0]).sid;
    if (this.#protocol === 4) {
      await this.post('40');
      expect((await this.poll()).text).toMatch(/^40\{/);
    }
    return this;
  }

  async poll(): Promise<Answer> {
    return read(await fetch(this.#url()));
  }

  async post(body: string | Uint8Array<ArrayBuffer>): Promise<Answer> {
    const isText = typeof body === 'string';
    const headers = { 'content-type': isText ? 'text/plain;charset=UTF-8' : 'application/octet-stream' };
    return read(await fetch(this.#url(), { method: 'POST', body, headers }));
  }

  /** Whether the server knows it no more. */
  async isGone(): Promise<boolean> {
    const { status, text } = await this.poll();
    return status === 400 && text.includes('Session ID unknown');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (clients()[this.sid]) await this.post(this.#protocol === 4 ? '1' : '1:1');
  }

  #url(): string {
    const sid = this.sid === '' ? '' : `&sid=${this.sid}`;
    return `${party.url}/socket.io/?EIO=${this.#protocol}&transport=polling&__sails_io_sdk_version=1.2.1${sid}`;
  }
}

/** The connections that the server has, by id. */
function clients(): Readonly<Record<string, EventEmitter>> {
  return (party.app.io.engine as unknown as { clients: Record<string, EventEmitter> }).clients;
}

async function read(answer: Response): Promise<Answer> {
  return { status: answer.status, text: await answer.text() };
}

beforeEach(() => {
  // Nothing but what the test before has left.
  expect(party.log.error).toEqual([]);
  return async () => {
    expect((await neighbour.ask('get', { url: '/hi' })).text).toContain('"hi":true');
    expect(neighbour.messages).toEqual([]);
    expect(party.log.error).toEqual([]);
  };
});

describe('a body', () => {
  test.each([
    ['newlines', '\n'.repeat(900_000)],
    ['separators', '\x1e'.repeat(900_000)],
    ['heartbeats in the wrong direction', '2\x1e'.repeat(400_000)],
    ['heartbeats that nobody asked for', '3\x1e'.repeat(400_000)],
    ['packets that say nothing', '6\x1e'.repeat(400_000)],
    ['messages without payload', '42\x1e'.repeat(300_000)],
    ['text that is no packet', 'hello'],
    ['nothing', ''],
  ])('should end its own connection when it holds %s', async (_what, body) => {
    await using client = await new Poller().open();
    await client.post(body);
    expect(await client.isGone()).toBe(true);
  });

  test.each<[string, 3 | 4, string | Uint8Array<ArrayBuffer>]>([
    ['of today', 4, '6\x1e'.repeat(450_000)],
    ['of the older protocol', 3, '1:6'.repeat(300_000)],
    ['of the older protocol, as bytes', 3, Buffer.alloc(800_000, Buffer.from([0, 1, 255, 0x36]))],
  ])(
    'should not be taken apart when it holds hundreds of thousands of packets %s',
    async (_which, protocol, body) => {
      await using client = await new Poller(protocol).open();
      let handled = 0;
      clients()[client.sid]!.on('packet', () => {
        handled += 1;
      });
      await client.post(body);
      expect(handled).toBe(0);
      expect(await client.isGone()).toBe(true);
    },
  );

  test('should be taken with what a client of the older protocol batches', async () => {
    await using client = await new Poller(3).open();
    const message = '420["get",{"url":"/hi?é"}]';
    await client.post(Array.from({ length: 200 }, () => `${message.length}:${message}`).join(''));
    let answers = 0;
    while (answers < 200) answers += (await client.poll()).text.split('"hi":true').length - 1;
    expect(answers).toBe(200);
  });

  test('should be refused with 413, and change nothing, when it is larger than a message may be', async () => {
    await using client = await new Poller().open();
    expect((await client.post('x'.repeat(1_200_000))).status).toBe(413);
    await client.post('420["get",{"url":"/hi"}]');
    expect((await client.poll()).text).toContain('"hi":true');
  });

  test('should be taken with as many packets as an ordinary client batches', async () => {
    await using client = await new Poller().open();
    const body = Array.from({ length: 200 }, (_, id) => `42${id}["get",{"url":"/hi"}]`).join('\x1e');
    expect((await client.post(body)).status).toBe(200);
    let answers = 0;
    while (answers < 200) answers += (await client.poll()).text.split('\x1e').length;
    expect(answers).toBe(200);
  });
});

describe('a client', () => {
  test('should lose its connection when it polls twice at a time', async () => {
    await using client = await new Poller().open();
    const polls = await Promise.all([client.poll(), client.poll()]);
    expect(polls.map(({ status }) => status).toSorted()).toEqual([200, 400]);
    expect(await client.isGone()).toBe(true);
  });

  test('should be answered 400 when it sends after it has closed', async () => {
    await using client = await new Poller().open();
    await client.post('1');
    expect(await client.post('42["get",{"url":"/hi"}]')).toMatchObject({ status: 400 });
    expect(await client.isGone()).toBe(true);
  });

  test('should go over to WebSocket once, whoever else tries it with the same id', async () => {
    await using client = await new Poller().open();
    const first = await RawSocket.upgrade(party.url, { query: `&sid=${client.sid}` });
    const second = await RawSocket.upgrade(party.url, { query: `&sid=${client.sid}` });
    await second.ended;
    first.send('2probe');
    expect(await first.take(() => true)).toBe('3probe');
    first.send('5');
    expect((await first.ask('get', { url: '/hi' })).text).toContain('"hi":true');
    await first[Symbol.asyncDispose]();
  });
});

test('should leave nothing behind when all is over', async () => {
  while (party.app.io.engine.clientsCount > 1) await new Promise(setImmediate);
  expect(party.app.io.of('/').sockets.size).toBe(1);
});
