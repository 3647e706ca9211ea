/** Who is here: the list, kept up to date by what the server says. */
import { avatar, byId, element } from './dom.js';

const list = byId('guests');
const count = byId('guest-count');
const guests = new Map();
let myId;

/** Takes the whole list, as the answer to coming in has it. */
export function showGuests(all, me) {
  myId = me;
  guests.clear();
  for (const guest of all) guests.set(guest.id, guest);
  draw();
}

/** Applies one notification: a guest came, changed or went. */
export function updateGuests({ verb, id, data }) {
  if (verb === 'destroyed') guests.delete(id);
  else guests.set(id, { ...guests.get(id), ...data, id });
  draw();
}

/** The name of a guest, or the id of a socket that is none. */
export function nameOf(id) {
  return guests.get(id)?.name ?? `socket ${id}`;
}

/** Lets a guest's picture wave, for readers who like motion. */
export function wave(id) {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const picture = [...list.children].find((item) => item.dataset.id === id)?.firstElementChild;
  picture?.animate(
    [0, 18, -12, 14, -6, 0].map((degrees) => ({ transform: `rotate(${degrees}deg) scale(1.15)` })),
    900,
  );
}

function draw() {
  count.value = String(guests.size);
  list.replaceChildren(
    ...[...guests.values()].map(({ id, name, room }) =>
      element(
        'li',
        { 'data-id': id },
        avatar(name),
        element(
          'span',
          {},
          element('b', {}, id === myId ? `${name} (you)` : name),
          element('small', {}, room),
        ),
      ),
    ),
  );
}
