/**
 * Makes party.png, the picture in the README: two windows of the example, as Chromium shows them, side by side.
 *
 *     npm run build && node docs/images/party.mjs
 *
 * The environment variable CHROMIUM names another browser than /usr/bin/chromium.
 */
import { picture } from './two-windows.mjs';

await picture('party', { width: 700, height: 608 }, async ({ open, url }) => {
  const ada = await comeIn(open, 'light');
  const bosun = await comeIn(open, 'dark');
  await said(bosun, 'Bosun joined the party!');
  await say(ada, 'Ahoy! Are you there?', bosun);
  await say(bosun, 'Aye! Same route as HTTP?', ada);
  await say(ada, 'The very same. Watch the log.', bosun);
  await ada.getByLabel('HTTP', { exact: true }).check();
  await ada.getByRole('button', { name: 'GET /say/hello' }).click();
  await ada.getByText('Bad Request').waitFor();
  await ada.getByRole('button', { name: 'GET /person' }).click();
  await ada.getByLabel('socket', { exact: true }).check();
  await ada.getByRole('button', { name: 'GET /person' }).click();
  await fetch(`${url}/message`, {
    method: 'POST',
    body: new URLSearchParams({
      room: 'deck',
      name: 'curl',
      text: 'I came over plain HTTP, and all of you see me.',
    }),
  });
  await Promise.all([said(ada, 'I came over plain HTTP'), said(bosun, 'I came over plain HTTP')]);
  await bosun.getByRole('button', { name: 'Say hello' }).click();
  await said(ada, 'Bosun says hello!');
});

async function comeIn(open, colorScheme) {
  const window = await open(colorScheme);
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
