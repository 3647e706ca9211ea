/** The frames of the released client's protocol, letter by letter. @module */
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { liftCompatible } from './app.ts';

const sdk =
  '__sails_io_sdk_version=1.2.1&__sails_io_sdk_platform=node&__sails_io_sdk_language=javascript&transport=websocket';

/** A line that sends and receives frames as they are. */
async function openLine(url: string, version: 3 | 4) {
  const line = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?${sdk}&EIO=${version}`);
  const frames: string[] = [];
  line.on('message', (data) => frames.push(String(data)));
  return {
    /** The next frame. */
    async next(): Promise<string> {
      while (frames.length === 0) await once(line, 'message');
      return frames.shift() ?? '';
    },
    send: (frame: string) => line.send(frame),
    [Symbol.asyncDispose]: async () => line.terminate(),
  };
}

/** What a client sends, and what it gets. */
const exchanges: [sent: string, answered: string][] = [
  [
    '420["get",{"method":"get","headers":{},"url":"/hello"}]',
    '430[{"body":{"hi":1},"headers":{},"statusCode":200}]',
  ],
  [
    '421["get",{"method":"get","headers":{},"url":"/ok"}]',
    '431[{"body":"OK","headers":{},"statusCode":200}]',
  ],
  [
    '422["get",{"method":"get","headers":{},"url":"/null"}]',
    '432[{"body":null,"headers":{},"statusCode":200}]',
  ],
  ['423["get",{"method":"get","headers":{},"url":"/nothing"}]', '433[{"headers":{},"statusCode":204}]'],
  [
    '424["get",{"method":"get","headers":{},"url":"/nowhere"}]',
    '434[{"body":"Not Found","headers":{},"statusCode":404}]',
  ],
  [
    '425["post",{"method":"post","headers":{},"data":["é",1],"url":"/list"}]',
    '435[{"body":["é",1],"headers":{},"statusCode":200}]',
  ],
];

describe('frames', () => {
  test('should open, answer and tell in the words of Engine.IO 3', async () => {
    await using app = await liftCompatible();
    await using line = await openLine(app.url, 3);
    const open = await line.next();
    expect(open).toMatch(/^0\{/);
    expect(JSON.parse(open.slice(1))).toMatchObject({
      sid: expect.any(String),
      upgrades: [],
      pingInterval: 25_000,
      pingTimeout: 60_000,
    });
    expect(await line.next()).toBe('40');
    for (const [sent, answered] of exchanges) {
      line.send(sent);
      expect(await line.next()).toBe(answered);
    }
    line.send('2');
    expect(await line.next()).toBe('3');
    app.app.sockets.blast('news', { n: 1 });
    expect(await line.next()).toBe('42["news",{"n":1}]');
  });

  test('should open, answer and tell in the words of Engine.IO 4', async () => {
    await using app = await liftCompatible();
    await using line = await openLine(app.url, 4);
    expect(await line.next()).toMatch(/^0\{"sid":/);
    line.send('40');
    expect(await line.next()).toMatch(/^40\{"sid":"[\w-]{20}"\}$/);
    for (const [sent, answered] of exchanges) {
      line.send(sent);
      expect(await line.next()).toBe(answered);
    }
    app.app.sockets.blast('news', { n: 1 });
    expect(await line.next()).toBe('42["news",{"n":1}]');
  });
});
