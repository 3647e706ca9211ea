/** Moves cards by dragging them. */
import { taskIdOf } from './card.js';
import { byId } from './dom.js';
import { report } from './news.js';
import { move } from './tasks.js';

const board = byId('columns');
const gap = document.createElement('li');
gap.className = 'gap';
let dragged;

board.addEventListener('dragstart', (event) => {
  dragged = taskIdOf(event.target);
  if (dragged === undefined) return;
  event.dataTransfer.effectAllowed = 'move';
  event.dataTransfer.setData('text/plain', event.target.querySelector('.title').textContent);
  event.target.classList.add('dragged');
});

board.addEventListener('dragover', (event) => {
  const list = event.target.closest('.column')?.querySelector('ol');
  if (dragged === undefined || !list) return;
  event.preventDefault();
  const next = cardBelow(list, event.clientY);
  if (gap.parentElement !== list || gap.nextElementSibling !== next) list.insertBefore(gap, next);
});

board.addEventListener('drop', (event) => {
  const column = event.target.closest('.column');
  if (dragged === undefined || !column) return;
  event.preventDefault();
  const next = cardBelow(column.querySelector('ol'), event.clientY);
  const id = dragged;
  end();
  report(move(id, Number(column.dataset.id), next ? taskIdOf(next) : undefined));
});

document.addEventListener('dragend', end);

/** The first card whose middle is below the pointer; null when there is none. */
function cardBelow(list, y) {
  for (const card of list.querySelectorAll('.card:not(.dragged)')) {
    const { top, height } = card.getBoundingClientRect();
    if (y < top + height / 2) return card;
  }
  return null;
}

function end() {
  dragged = undefined;
  gap.remove();
  for (const card of board.querySelectorAll('.dragged')) card.classList.remove('dragged');
}
