/** The chat: one room at a time, and a mark on those where something new was said. */
import { ask } from './ask.js';
import { appendTo, avatar, byId, clock, element } from './dom.js';
import { Records } from './records.js';

const list = byId('messages');
const buttons = [...byId('rooms').children];
const most = 100;
let current = 'deck';
let last;

export const messages = new Records('message', ({ verb, id }) => {
  if (verb === 'created') show(messages.get(id));
});

/** The room that the page shows. */
export function currentRoom() {
  return current;
}

/** Shows a room with what was said there last. */
export async function showRoom(room) {
  current = room;
  for (const button of buttons) {
    button.setAttribute('aria-pressed', String(button.dataset.room === room));
    if (button.dataset.room === room) delete button.dataset.news;
  }
  await messages.load({ where: { room }, sort: 'id DESC', limit: 50 });
  if (current !== room) return;
  list.replaceChildren();
  showNotice(`Welcome to the ${room}.`);
  for (const message of [...messages.values()].sort((one, other) => one.id - other.id)) show(message);
  list.scrollTop = list.scrollHeight;
}

/** Says something in the room. */
export async function say(text, name) {
  const { status, body } = await ask('POST /message', { text, room: current, name });
  if (status === 200) messages.answered(body);
  return status === 200;
}

/** Adds a line that nobody wrote. */
export function showNotice(text) {
  last = undefined;
  appendTo(list, element('div.notice', {}, text), most);
}

/** Calls back with the room of a pressed button. */
export function onRoomChosen(listener) {
  for (const button of buttons) button.addEventListener('click', () => listener(button.dataset.room));
}

/** Those of one person in a row stand together. */
function show({ room, from, name, text, at }) {
  if (room !== current) {
    for (const button of buttons) if (button.dataset.room === room) button.dataset.news = '';
    return;
  }
  const isMine = from === io.socket.id;
  const key = from || name;
  const isNext = last === key;
  last = key;
  const said = [
    ...(isNext ? [] : [element('b', {}, name)]),
    ...(!isNext && from === '' ? [element('i', {}, 'over HTTP')] : []),
    element('p', {}, text),
    element('time', {}, clock(at)),
  ];
  const classes = `div.message${isMine ? '.mine' : ''}${isNext ? '.next' : ''}`;
  appendTo(list, element(classes, {}, avatar(name), element('div', {}, ...said)), most);
}
