/** A card: the element of a task, made once and kept up to date. */
import { copyOf } from './dom.js';
import { editTitle } from './edit.js';
import { report } from './news.js';
import { change, remove, taskOf } from './tasks.js';

const cards = new Map();

/** The card of a task, as the task is now. */
export function cardOf(task, people) {
  const card = cards.get(task.id) ?? newCard(task.id, people);
  const title = card.querySelector('.title');
  if (!title.isContentEditable) title.textContent = task.title;
  const assignee = card.querySelector('.assignee');
  const name = people.get(task.assignee)?.name;
  assignee.textContent = name ? [...name][0] : '+';
  assignee.title = name ?? 'nobody';
  assignee.setAttribute('aria-label', `Assigned to ${name ?? 'nobody'}. Assign the next`);
  assignee.dataset.person = String(task.assignee ?? '');
  return card;
}

/** Lets go of the cards of tasks that are no more. */
export function forgetCards(tasks) {
  for (const id of cards.keys()) if (!tasks.has(id)) cards.delete(id);
}

/** The id of the task of a card, or of what is inside one. */
export function taskIdOf(element) {
  const card = element.closest?.('.card');
  return card ? Number(card.dataset.id) : undefined;
}

function newCard(id, people) {
  const card = copyOf('card');
  card.dataset.id = String(id);
  card.querySelector('.assignee').addEventListener('click', () => {
    const all = [null, ...people.keys()];
    const next = all[(all.indexOf(taskOf(id).assignee ?? null) + 1) % all.length];
    report(change(id, { assignee: next }));
  });
  card.querySelector('.remove').addEventListener('click', () => report(remove(id)));
  card.addEventListener('dblclick', () => editTitle(card));
  cards.set(id, card);
  return card;
}
