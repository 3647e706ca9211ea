import { readFile, writeFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createParty, type Party } from '../../packages/realtime/test/party.ts';
import { RawSocket } from '../../packages/realtime/test/raw-socket.ts';
import { codeOf, goodHeaders, inWords, tryOut } from './bad-input.ts';
import { groups, options } from './bad-inputs.ts';
import { httpCode, httpGroups, httpInWords } from './http-inputs.ts';

const page = new URL('../../docs/bad-inputs.md', import.meta.url);

function routes(app: FastifyInstance): void {
  const arrived = () => app.server.emit('arrived');
  app.get('/hi', () => ({ hi: true }));
  app.post('/hi', () => ({ hi: true }));
  app.post('/join', async (request) => {
    await app.sockets.join(request, (request.body as { room: string }).room);
    return 'joined';
  });
  app.post('/join-and-leave', async (request) => {
    await Promise.all([app.sockets.join(request, 'both'), app.sockets.leave(request, 'both')]);
    return app.sockets.rooms(request);
  });
  app.get('/slow', async () => {
    arrived();
    await new Promise(setImmediate);
    return 'late';
  });
  app.get('/join-slowly', async (request) => {
    await app.sockets.join(request, 'slow');
    arrived();
    await new Promise(setImmediate);
    return 'late';
  });
  app.get('/never', () => new Promise(() => {}));
}

let party: Party;
let neighbour: RawSocket;
beforeAll(async () => {
  party = await createParty(options, routes);
  neighbour = await RawSocket.connect(party.url, { headers: goodHeaders });
});
afterAll(async () => {
  await neighbour[Symbol.asyncDispose]();
  await party[Symbol.asyncDispose]();
});

describe.each(Object.entries(groups))('%s', (_group, inputs) => {
  test.each(inputs)(
    'should do what the page says, and harm nobody else, when it is $input',
    async (badInput) => {
      await tryOut(party, badInput);
      expect((await neighbour.ask('get', { url: '/hi' })).text).toContain('"hi":true');
      expect(await (await fetch(`${party.url}/hi`)).json()).toEqual({ hi: true });
      expect(neighbour.messages).toEqual([]);
      expect(party.log.error).toEqual([]);
    },
  );
});

test('should leave nothing behind when all is over', async () => {
  while (party.app.io.of('/').sockets.size > 1) await new Promise(setImmediate);
  expect(party.app.io.engine.clientsCount).toBe(1);
  expect([...party.app.io.of('/').adapter.rooms.keys()]).toEqual([...party.app.io.of('/').sockets.keys()]);
});

// `UPDATE_PAGE=1 vitest run test/hostile/bad-inputs` writes the page anew.
test('should be what docs/bad-inputs.md says', async () => {
  const expected = written();
  if (process.env.UPDATE_PAGE) await writeFile(page, expected);
  expect(await readFile(page, 'utf8')).toBe(expected);
});

function table(heading: string, rows: string[][]): string {
  const lines = rows.map((cells) => `| ${cells.join(' | ')} |`);
  return `${heading}\n\n| Input | Reaction | Code | |\n|---|---|---|---|\n${lines.join('\n')}\n`;
}

function written(): string {
  const tables = Object.entries(groups).map(([group, inputs]) =>
    table(
      `## ${group}`,
      inputs.map(({ input, reaction, note = '' }) => [input, inWords(reaction), codeOf(reaction), note]),
    ),
  );
  const httpTables = Object.entries(httpGroups).map(([group, inputs]) =>
    table(
      `### ${group} over HTTP`,
      inputs.map(({ input, reaction, note = '' }) => [
        input,
        httpInWords(reaction),
        httpCode(reaction),
        note,
      ]),
    ),
  );
  return `# Bad inputs, and what comes of them

What a hostile or broken client may send over a socket, or [over HTTP](#over-http), and what the server does about it. Each row is
tried by \`test/hostile/bad-inputs.test.ts\`, with a client beside it that must not notice; this page is written by that test.

Three things hold for all of them: the process goes on, nobody else is affected, and nothing of the input is used as a
key of an object or turned into a string. "Answered" is an acknowledgement with that status, whose body has that
\`code\`; without an acknowledgement the same comes as the event \`sails:parseError\`. "Ended" is the connection of that
client only; a number beside it is the close code of its WebSocket. Long polling is off unless an app turns it on; what may be
tried by it (a body of separators alone or of hundreds of thousands of packets, two polls at a time, two upgrades) is in
\`test/hostile/long-polling.test.ts\`, and ends the connection as well. What comes of answers that nobody reads is in
[Delivery](delivery.md#slow-readers).

${tables.join('\n')}
## Over HTTP

What an app makes of raw requests, each tried by \`test/hostile/http-inputs.test.ts\` beside clients by HTTP and over a socket. Where
no code is named, Node.js has refused the request before the app saw it, or the answer is that of any other path. One that never
arrives in full is ended after [\`http.requestTimeout\`](configuration.md#http).

${httpTables.join('\n')}`;
}
