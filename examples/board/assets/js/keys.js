/** Moves focus and cards by keyboard: arrows go to another card, with Shift the card goes along. */
import { taskIdOf } from './card.js';
import { byId } from './dom.js';
import { editTitle } from './edit.js';
import { report } from './news.js';
import { move } from './tasks.js';

const board = byId('columns');

board.addEventListener('keydown', (event) => {
  const card = event.target;
  if (!card.matches('.card')) return;
  const go = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
  if (event.key === 'Enter') editTitle(card);
  else if (go && event.shiftKey) carry(card, ...go);
  else if (go) focusNeighbour(card, ...go);
  else return;
  event.preventDefault();
});

function focusNeighbour(card, across, down) {
  const index = [...card.parentElement.children].indexOf(card);
  const list = listBeside(card, across);
  const cards = list ? [...list.children] : [];
  (cards[index + down] ?? (across ? cards.at(-1) : undefined))?.focus();
}

function carry(card, across, down) {
  const list = listBeside(card, across);
  if (!list) return;
  const others = [...list.children].filter((other) => other !== card);
  const index = [...card.parentElement.children].indexOf(card) + down;
  if (index < 0 || (across === 0 && index > others.length)) return;
  const next = others[index];
  report(move(taskIdOf(card), Number(list.closest('.column').dataset.id), next && taskIdOf(next)));
}

/** The list of a card's own column, or of the one beside it. */
function listBeside(card, across) {
  const columns = [...board.children];
  return columns[columns.indexOf(card.closest('.column')) + across]?.querySelector('ol');
}
