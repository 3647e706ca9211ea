/** A page whose network comes and goes. @module */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../../packages/client/test/open-browser.ts';
import { lift } from '../../packages/telltale/test/transports.ts';
import { PartyWindow } from '../browser/party-window.ts';
import { isSkipped } from '../browser/seed-pages.case.ts';

const appPath = join(import.meta.dirname, '../../examples/party');

describe.skipIf(isSkipped)('a page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test('should be here once, and hear all, when its network has come and gone ten times', async () => {
    await using party = await lift({
      appPath,
      globals: { sails: true },
      datastores: { default: 'sqlite::memory:' },
    });
    const { io } = party.app;
    await using ada = await PartyWindow.open(browser, party.url, 'Ada');
    for (let count = 0; count < 10; count += 1) {
      await ada.page.context().setOffline(true);
      // In whatever state the page's connection is by now.
      for (const socket of io.sockets.sockets.values()) socket.conn.close();
      await ada.page.context().setOffline(false);
    }
    await ada.connection('connected');
    await ada.say('still here');
    await expect.poll(() => io.engine.clientsCount).toBe(1);
    const { body } = await party.via('http')('GET /person');
    expect(body).toMatchObject([{ name: 'Ada' }]);
    await party.via('http')('POST /message', { data: { room: 'deck', text: 'and heard' } });
    await ada.sees('and heard');
  });
});
