/** Who is here. */
import { avatar, byId, element } from './dom.js';
import { Records } from './records.js';

const list = byId('people');
const names = 'Ada Bosun Coral Dory Edda Finn Gale Heron Isla Jib Kelp Luff'.split(' ');

export const people = new Records('person', draw);

/** The name of a person, or the id of a socket that is none. */
export function nameOf(id) {
  return people.get(id)?.name ?? `socket ${id}`;
}

/** A name for somebody who comes without one. */
export function freeName() {
  const taken = new Set([...people.values()].map(({ name }) => name));
  return names.find((name) => !taken.has(name)) ?? `Sailor ${taken.size + 1}`;
}

/** Lets a person's picture wave, for readers who like motion. */
export function wave(id) {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const item = [...list.children].find(({ dataset }) => dataset.id === id);
  item?.firstElementChild.animate(
    [0, 18, -12, 14, -6, 0].map((degrees) => ({ transform: `rotate(${degrees}deg) scale(1.15)` })),
    900,
  );
}

function draw() {
  byId('people-count').value = String(people.size);
  const shown = [...people.values()].sort((one, other) => one.at - other.at);
  list.replaceChildren(...shown.map(entry));
}

function entry({ id, name, room }) {
  const title = element('b', {}, id === io.socket.id ? `${name} (you)` : name);
  return element(
    'li',
    { 'data-id': id },
    avatar(name),
    element('span', {}, title, element('small', {}, room)),
  );
}
