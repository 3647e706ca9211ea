/** The example in two windows of a real browser. @module */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../../packages/client/test/open-browser.ts';
import { appFolder } from '../../packages/telltale/test/app-folder.ts';
import { askSocket, connect, type Lifted, lift } from '../../packages/telltale/test/transports.ts';
import { PartyWindow } from './party-window.ts';
import { isSkipped } from './seed-pages.case.ts';

const appPath = join(import.meta.dirname, '../../examples/party');

function liftParty(): Promise<Lifted> {
  return lift({ appPath, globals: { sails: true }, datastores: { default: 'sqlite::memory:' } });
}

/** The people who are here, as anybody may ask. */
async function peopleAt(party: Lifted): Promise<{ id: string; name: string }[]> {
  const { body } = await party.via('http')('GET /person', { data: { limit: '1000' } });
  return body as { id: string; name: string }[];
}

async function idOf(party: Lifted, name: string): Promise<string> {
  return (await peopleAt(party)).find((person) => person.name === name)?.id ?? '';
}

describe.skipIf(isSkipped)('the party', { timeout: 60_000 }, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test('should show each person to the other when two windows are open', async () => {
    await using party = await liftParty();
    await using ada = await PartyWindow.open(browser, party.url, 'Ada');
    await using bosun = await PartyWindow.open(browser, party.url, 'Bosun');
    await ada.sees('Bosun joined the party!');
    expect(await ada.roomOf('Bosun')).toBe('deck');
    expect(await bosun.roomOf('Ada')).toBe('deck');
    expect([...ada.errors, ...bosun.errors]).toEqual([]);
  });

  test('should carry a message to the other window, and one back', async () => {
    await using party = await liftParty();
    await using ada = await PartyWindow.open(browser, party.url, 'Ada');
    await using bosun = await PartyWindow.open(browser, party.url, 'Bosun');
    await ada.say('can you read this?');
    await bosun.sees('can you read this?');
    await bosun.say('loud and clear');
    await ada.sees('loud and clear');
    expect((await ada.chat()).filter((line) => line === 'loud and clear')).toHaveLength(1);
  });

  test('should say hello in both windows when one says it', async () => {
    await using party = await liftParty();
    await using ada = await PartyWindow.open(browser, party.url, 'Ada');
    await using bosun = await PartyWindow.open(browser, party.url, 'Bosun');
    await ada.sayHello();
    await Promise.all([ada.sees('Ada says hello!'), bosun.sees('Ada joined the party!')]);
  });

  test('should keep a message inside its room', async () => {
    await using party = await liftParty();
    await using ada = await PartyWindow.open(browser, party.url, 'Ada');
    await using bosun = await PartyWindow.open(browser, party.url, 'Bosun');
    await bosun.enter('galley');
    await ada.seesIn('Bosun', 'galley');
    await ada.say('only for the deck');
    await bosun.say('only for the galley');
    await bosun.enter('deck');
    await bosun.sees('only for the deck');
    expect(await bosun.chat()).not.toContain('only for the galley');
    expect(await ada.chat()).not.toContain('only for the galley');
  });

  test('should take a person off the list when the window closes', async () => {
    await using party = await liftParty();
    await using ada = await PartyWindow.open(browser, party.url, 'Ada');
    {
      await using _bosun = await PartyWindow.open(browser, party.url, 'Bosun');
      await ada.roomOf('Bosun');
    }
    await ada.missing('Bosun');
  });

  test('should give a person another name in both windows', async () => {
    await using party = await liftParty();
    await using ada = await PartyWindow.open(browser, party.url, 'Ada');
    await using bosun = await PartyWindow.open(browser, party.url, 'Bosun');
    await bosun.rename('Captain');
    await Promise.all([ada.roomOf('Captain'), bosun.roomOf('Captain')]);
    await ada.missing('Bosun');
  });

  test('should show markup as text when somebody writes some', async () => {
    await using party = await liftParty();
    const markup = '<img src="/nowhere.png" onerror="document.title = 1"><script>document.title = 2</script>';
    await using ada = await PartyWindow.open(browser, party.url, 'Ada');
    await using bosun = await PartyWindow.open(browser, party.url, '<b>Bosun</b>');
    await bosun.say(markup);
    await ada.sees(markup);
    expect(await ada.roomOf('<b>Bosun</b>')).toBe('deck');
    expect(await ada.page.title()).toBe('Telltale party');
    expect(ada.loaded.filter((url) => url.includes('nowhere'))).toEqual([]);
  });

  test('should show a message that came over HTTP, and where it came from', async () => {
    await using party = await liftParty();
    await using ada = await PartyWindow.open(browser, party.url, 'Ada');
    const body = new URLSearchParams({ name: 'curl', text: 'from a terminal', room: 'deck' });
    const response = await fetch(`${party.url}/message`, { method: 'POST', body });
    expect(response.status).toBe(200);
    await ada.sees('from a terminal');
    expect(await ada.labelOf('from a terminal')).toBe('over HTTP');
  });

  test('should get the same answer over both, but for hello, which wants a socket', async () => {
    await using party = await liftParty();
    await using ada = await PartyWindow.open(browser, party.url, 'Ada');
    const outcomes: string[][] = [];
    for (const transport of ['socket', 'HTTP'] as const) {
      await ada.sendOver(transport);
      for (const address of ['GET /person', 'GET /say/hello', 'GET /nope']) {
        const { kind, title, outcome } = await ada.tryOut(address);
        outcomes.push([kind, title, outcome.slice(0, 3)]);
      }
    }
    expect(outcomes).toEqual([
      ['socket', 'GET /person', '200'],
      ['socket', 'GET /say/hello', '200'],
      ['socket', 'GET /nope', '404'],
      ['http', 'GET /person', '200'],
      ['http', 'GET /say/hello', '400'],
      ['http', 'GET /nope', '404'],
    ]);
  });

  test('should come in again by itself when the line breaks', async () => {
    await using party = await liftParty();
    await using ada = await PartyWindow.open(browser, party.url, 'Ada');
    await using bosun = await PartyWindow.open(browser, party.url, 'Bosun');
    await bosun.enter('galley');
    party.app.sockets.get(await idOf(party, 'Bosun')).conn.close();
    await ada.seesIn('Bosun', 'galley');
    await bosun.connection('connected');
    await ada.enter('galley');
    await ada.say('are you back?');
    await bosun.sees('are you back?');
  });

  test('should show what was said while the line was broken', async () => {
    await using party = await liftParty();
    await using ada = await PartyWindow.open(browser, party.url, 'Ada');
    await using bosun = await PartyWindow.open(browser, party.url, 'Bosun');
    const { conn } = party.app.sockets.get(await idOf(party, 'Bosun'));
    await bosun.page.context().setOffline(true);
    conn.close();
    await ada.missing('Bosun');
    await ada.say('you cannot hear this');
    await bosun.page.context().setOffline(false);
    await bosun.sees('you cannot hear this');
  });

  test('should mark a room where something was said', async () => {
    await using party = await liftParty();
    await using ada = await PartyWindow.open(browser, party.url, 'Ada');
    await using bosun = await PartyWindow.open(browser, party.url, 'Bosun');
    await bosun.enter('galley');
    await bosun.say('soup is ready');
    const mark = ada.page.locator('button[data-room=galley][data-news]');
    await mark.waitFor();
    await ada.enter('galley');
    await ada.sees('soup is ready');
    await mark.waitFor({ state: 'detached' });
  });

  test('should load nothing from elsewhere, and break no rule of its policy', async () => {
    await using party = await liftParty();
    await using ada = await PartyWindow.open(browser, party.url, 'Ada');
    await ada.say('all from here');
    expect(ada.loaded.length).toBeGreaterThan(5);
    expect(ada.loaded.filter((url) => !url.startsWith(party.url))).toEqual([]);
    expect(ada.errors).toEqual([]);
  });
});

test.each(['party', 'board'])(
  'the example %s should say nothing but where it is when it is started and visited',
  async (name) => {
    const folder = join(appPath, '..', name);
    // Without what the tests set.
    await using example = await lift({
      appPath: folder,
      globals: { sails: true },
      session: {},
      datastores: { default: 'sqlite::memory:' },
    });
    for (const transport of ['http', 'socket'] as const) await example.via(transport)('GET /');
    await example.via('socket')('GET /say/hello');
    expect([...example.log.warn, ...example.log.error]).toEqual([]);
  },
);

describe('the records of the party', () => {
  test('should keep what was said when the server starts again, and nobody who was here', async () => {
    await using folder = await appFolder({});
    const datastores = { default: `sqlite:${join(folder.path, 'party.db')}` };
    const options = { appPath, globals: { sails: true }, datastores };
    {
      await using party = await lift(options);
      const ask = party.via('socket');
      const id = (await party.client()).id ?? '';
      expect((await ask('POST /person', { data: { id, name: 'Ada' } })).status).toBe(200);
      expect((await ask('POST /message', { data: { room: 'deck', text: 'ahoy' } })).status).toBe(200);
      expect(await peopleAt(party)).toHaveLength(1);
    }
    await using party = await lift(options);
    const { body } = await party.via('http')('GET /message');
    expect(body).toMatchObject([{ room: 'deck', text: 'ahoy', name: 'Ada' }]);
    expect(await peopleAt(party)).toEqual([]);
  });

  test('should have nobody on the list when fifty sockets come and drop at once', async () => {
    await using party = await liftParty();
    const told = { created: 0, destroyed: 0 };
    const witness = await party.client();
    witness.on('person', ({ verb }: { verb: 'created' | 'destroyed' }) => {
      told[verb] += 1;
    });
    await party.via('socket')('GET /person');
    const gone = new Promise<void>((resolve) => {
      let count = 0;
      party.app.io.on('connection', (socket) => {
        socket.on('disconnect', () => {
          count += 1;
          if (count === 50) resolve();
        });
      });
    });
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const client = await connect(party.url);
        const come = askSocket(client, 'POST /person', { data: { id: client.id, name: `Sailor ${index}` } });
        if (index % 2 === 0) expect((await come).status).toBe(200);
        else come.catch(() => undefined); // drops while the server is at it
        client.disconnect();
      }),
    );
    await gone;
    expect(await peopleAt(party)).toEqual([]);
    await party.via('socket')('GET /person'); // what was told before this answer has arrived
    expect(told.created).toBeGreaterThanOrEqual(25);
    expect(told.destroyed).toBe(told.created);
  });

  test('should let a socket come and change as itself only, and nobody sign for another', async () => {
    await using party = await liftParty();
    const [ask, other] = [party.via('socket'), await party.over({})];
    const id = (await party.client()).id ?? '';
    await ask('POST /person', { data: { id, name: 'Ada' } });
    const refused = [
      await other('POST /person', { data: { id: `${id}x`, name: 'Bosun' } }),
      await other(`PATCH /person/${id}`, { data: { id, name: 'Bosun' } }),
      await other(`DELETE /person/${id}`),
      await party.via('http')('POST /person', { data: { id, name: 'Bosun' } }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    const { body } = await other('POST /message', { data: { room: 'deck', text: 'I am Ada', from: id } });
    expect((body as { from: string }).from).not.toBe(id);
    expect(await other('DELETE /message/1')).toMatchObject({ status: 403 });
  });
});
