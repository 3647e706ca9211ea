/** The example in two windows of a real browser. @module */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../../packages/client/test/open-browser.ts';
import { type Lifted, lift } from '../../packages/telltale/test/transports.ts';
import { PartyWindow } from './party-window.ts';
import { isSkipped } from './seed-pages.case.ts';

const appPath = join(import.meta.dirname, '../../examples/party');

function liftParty(): Promise<Lifted> {
  return lift({ appPath, globals: { sails: true } });
}

describe.skipIf(isSkipped)('the party', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test('should show each guest to the other when two windows are open', async () => {
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

  test('should take a guest off the list when the window closes', async () => {
    await using party = await liftParty();
    await using ada = await PartyWindow.open(browser, party.url, 'Ada');
    {
      await using _bosun = await PartyWindow.open(browser, party.url, 'Bosun');
      await ada.roomOf('Bosun');
    }
    await ada.missing('Bosun');
  });

  test('should give a guest another name in both windows', async () => {
    await using party = await liftParty();
    await using ada = await PartyWindow.open(browser, party.url, 'Ada');
    await using bosun = await PartyWindow.open(browser, party.url, 'Bosun');
    await bosun.rename('Captain');
    await Promise.all([ada.roomOf('Captain'), bosun.roomOf('Captain')]);
    await ada.missing('Bosun');
  });

  test('should show markup as text when a guest writes some', async () => {
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
    const body = new URLSearchParams({ name: 'curl', text: 'from a terminal' });
    const response = await fetch(`${party.url}/rooms/deck/messages`, { method: 'POST', body });
    expect(response.status).toBe(201);
    await ada.sees('from a terminal');
    expect(await ada.labelOf('from a terminal')).toBe('over HTTP');
  });

  test('should get the same answer over both, but for hello, which wants a socket', async () => {
    await using party = await liftParty();
    await using ada = await PartyWindow.open(browser, party.url, 'Ada');
    const outcomes: string[][] = [];
    for (const transport of ['socket', 'HTTP'] as const) {
      await ada.sendOver(transport);
      for (const address of ['GET /guests', 'GET /say/hello', 'GET /nope']) {
        const { kind, title, outcome } = await ada.tryOut(address);
        outcomes.push([kind, title, outcome.slice(0, 3)]);
      }
    }
    expect(outcomes).toEqual([
      ['socket', 'GET /guests', '200'],
      ['socket', 'GET /say/hello', '200'],
      ['socket', 'GET /nope', '404'],
      ['http', 'GET /guests', '200'],
      ['http', 'GET /say/hello', '400'],
      ['http', 'GET /nope', '404'],
    ]);
  });

  test('should come in again by itself when the line breaks', async () => {
    await using party = await liftParty();
    await using ada = await PartyWindow.open(browser, party.url, 'Ada');
    await using bosun = await PartyWindow.open(browser, party.url, 'Bosun');
    await bosun.enter('galley');
    const id = party.app.sockets.subscribers('chat:galley')[0] ?? '';
    party.app.sockets.get(id).conn.close();
    await ada.seesIn('Bosun', 'galley');
    await bosun.connection('connected');
    await ada.enter('galley');
    await ada.say('are you back?');
    await bosun.sees('are you back?');
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
