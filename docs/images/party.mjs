/**
 * Makes party.png, the picture in the README: two windows of the example, as Chromium shows them, side by side.
 *
 *     npm run build && node docs/images/party.mjs
 *
 * The environment variable CHROMIUM names another browser than /usr/bin/chromium.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { Sails } from 'telltale';

const file = join(import.meta.dirname, 'party.png');
const size = { width: 700, height: 608 };

const app = new Sails();
await app.lift({
  appPath: join(import.meta.dirname, '../../examples/party'),
  port: 0,
  environment: 'development',
  log: { level: 'error' },
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

const ada = await openWindow('light');
const bosun = await openWindow('dark');
await said(bosun, 'Bosun joined the party!');
await say(ada, 'Ahoy! Are you there?', bosun);
await say(bosun, 'Aye! Same route as HTTP?', ada);
await say(ada, 'The very same. Watch the log.', bosun);
await ada.getByLabel('HTTP', { exact: true }).check();
await ada.getByRole('button', { name: 'GET /say/hello' }).click();
await ada.getByText('Bad Request').waitFor();
await ada.getByRole('button', { name: 'GET /guests' }).click();
await ada.getByLabel('socket', { exact: true }).check();
await ada.getByRole('button', { name: 'GET /guests' }).click();
await fetch(`${url}/rooms/deck/messages`, {
  method: 'POST',
  body: new URLSearchParams({ name: 'curl', text: 'I came over plain HTTP, and all of you see me.' }),
});
await Promise.all([said(ada, 'I came over plain HTTP'), said(bosun, 'I came over plain HTTP')]);
await bosun.getByRole('button', { name: 'Say hello' }).click();
await said(ada, 'Bosun says hello!');

await sideBySide(
  await Promise.all([ada, bosun].map((window) => window.screenshot({ animations: 'disabled' }))),
);
await browser.close();
await app.lower();
console.log(`${file}: ${Math.round(statSync(file).size / 1024)} kB`);

/** Opens a window of its own, as another person would. */
async function openWindow(colorScheme) {
  const context = await browser.newContext({ colorScheme, viewport: size, reducedMotion: 'reduce' });
  context.setDefaultTimeout(10_000);
  const window = await context.newPage();
  await window.goto(url);
  await window.getByText('joined the party!').waitFor();
  return window;
}

async function say(from, text, other) {
  await from.getByLabel('Message', { exact: true }).fill(text);
  await from.getByRole('button', { name: 'Send' }).click();
  await Promise.all([said(from, text), said(other, text)]);
}

/** Waits until the chat shows a text. */
function said(window, text) {
  return window.getByRole('log', { name: 'Messages' }).getByText(text).waitFor();
}

/** Puts pictures of windows beside each other, each in a frame. */
async function sideBySide(pictures) {
  const shown = pictures.map(
    (png) => `<figure><header><i></i><i></i><i></i><span>localhost:1337</span></header>
<img src="data:image/png;base64,${png.toString('base64')}"></figure>`,
  );
  const page = await browser.newPage({ viewport: { width: 2 * size.width + 96, height: size.height + 100 } });
  await page.setContent(`<style>
    body { margin: 0; padding: 32px; display: flex; gap: 32px; background: #a9bdd2; }
    figure { margin: 0; border-radius: 12px; overflow: hidden; border: 1px solid #7d93ab; }
    header { display: flex; align-items: center; gap: 8px; padding: 11px 14px; background: #dfe6ee; font: 13px Inter, sans-serif; color: #4a5a6c }
    i { width: 12px; height: 12px; border-radius: 50%; background: #b3c0cd }
    span { flex: 1; text-align: center; padding-right: 52px }
    img { display: block; width: ${size.width - 2}px }
  </style>${shown.join('')}`);
  await page.screenshot({ path: file });
}
