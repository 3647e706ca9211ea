/** The frames of the released client's protocol, letter by letter. @module */
import { describe, expect, test } from 'vitest';
import { openRawLine } from '../raw-line.ts';
import { liftCompatible } from './app.ts';

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
    await using line = await openRawLine(app.url, 3);
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
    await using line = await openRawLine(app.url, 4);
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
