/** Pictures an example: two windows of it, as Chromium shows them, side by side. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { Sails } from 'telltale';

/**
 * Lifts an example, lets `act` play in its windows, and keeps the picture of them beside this file.
 *
 * @param {string} example the name of its folder
 * @param {{ width: number, height: number }} size of each window, in pixels
 * @param {(stage: { open: (colorScheme: 'light' | 'dark') => Promise<import('playwright-core').Page>, url: string }) => Promise<void>} act
 */
export async function picture(example, size, act) {
  const app = new Sails();
  await app.lift({
    appPath: join(import.meta.dirname, '../../examples', example),
    port: 0,
    environment: 'development',
    log: { level: 'error' },
    datastores: { default: 'sqlite::memory:' },
  });
  const url = `http://localhost:${app.fastify.server.address().port}`;
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-lcd-text',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const windows = [];
  await act({
    url,
    /** Opens a window of its own, as another person would. */
    async open(colorScheme) {
      const context = await browser.newContext({ colorScheme, viewport: size, reducedMotion: 'reduce' });
      context.setDefaultTimeout(10_000);
      const window = await context.newPage();
      await window.goto(url);
      windows.push(window);
      return window;
    },
  });
  const file = join(import.meta.dirname, `${example}.png`);
  const pictures = await Promise.all(windows.map((window) => window.screenshot({ animations: 'disabled' })));
  const page = await browser.newPage({ viewport: { width: 2 * size.width + 96, height: size.height + 100 } });
  await page.setContent(sideBySide(pictures, size));
  await page.screenshot({ path: file });
  await browser.close();
  await app.lower();
  console.log(`${file}: ${Math.round(statSync(file).size / 1000)} kB`);
}

/** Pictures beside each other, each in a frame. */
function sideBySide(pictures, { width }) {
  const shown = pictures.map(
    (png) => `<figure><header><i></i><i></i><i></i><span>localhost:1337</span></header>
<img src="data:image/png;base64,${png.toString('base64')}"></figure>`,
  );
  return `<style>
    body { margin: 0; padding: 32px; display: flex; gap: 32px; background: #a9bdd2; }
    figure { margin: 0; border-radius: 12px; overflow: hidden; border: 1px solid #7d93ab; }
    header { display: flex; align-items: center; gap: 8px; padding: 11px 14px; background: #dfe6ee; font: 13px Inter, sans-serif; color: #4a5a6c }
    i { width: 12px; height: 12px; border-radius: 50%; background: #b3c0cd }
    span { flex: 1; text-align: center; padding-right: 52px }
    img { display: block; width: ${width - 2}px }
  </style>${shown.join('')}`;
}
