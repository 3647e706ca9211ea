/**
 * Makes board.png: two windows of the board, as Chromium shows them, side by side.
 *
 *     npm run build && node docs/images/board.mjs
 *
 * The environment variable CHROMIUM names another browser than /usr/bin/chromium.
 */
import { picture } from './two-windows.mjs';

await picture('board', { width: 740, height: 450 }, async ({ open }) => {
  const ada = await open('light');
  const bosun = await open('dark');
  for (const window of [ada, bosun]) await window.getByText('Buy biscuits').waitFor();
  await ada.locator('.column').nth(0).getByRole('textbox').fill('Feed the parrot');
  await ada.keyboard.press('Enter');
  await card(bosun, 'Feed the parrot').waitFor();
  await card(bosun, 'Mend the mainsail').press('Shift+ArrowRight');
  await card(ada, 'Paint the hull').dragTo(card(ada, 'Oil the winches'));
  await ada.getByRole('alert').waitFor();
  await card(bosun, 'Check the life jackets').press('Shift+ArrowUp');
  await bosun.keyboard.press('Shift+ArrowRight');
  await bosun.getByRole('alert').waitFor();
  await card(bosun, 'Oil the winches').press('Shift+ArrowRight');
  await ada.getByText('came to Done').waitFor();
  await ada.mouse.move(0, 0);
  await card(ada, 'Feed the parrot').focus();
});

function card(window, title) {
  return window.getByRole('listitem').filter({ hasText: title });
}
