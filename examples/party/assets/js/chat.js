/** The chat: messages of the room that this guest is in. */
import { appendTo, avatar, byId, clock, element } from './dom.js';

const list = byId('messages');
const buttons = [...byId('rooms').children];
const most = 100;
let last;

/** Shows a room with its last messages. */
export function showRoom(room, messages, myId) {
  list.replaceChildren();
  for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.room === room));
  showNotice(`Welcome to the ${room}.`);
  for (const message of messages) showMessage(message, myId);
  list.scrollTop = list.scrollHeight;
}

/** Adds a message. Those of one guest in a row stand together. */
export function showMessage({ from, text, at }, myId) {
  const isMine = from.id !== undefined && from.id === myId;
  const key = from.id ?? from.name;
  const isNext = last === key;
  last = key;
  const said = [
    ...(isNext ? [] : [element('b', {}, from.name)]),
    ...(!isNext && from.via === 'http' ? [element('i', {}, 'over HTTP')] : []),
    element('p', {}, text),
    element('time', {}, clock(at)),
  ];
  const classes = `div.message${isMine ? '.mine' : ''}${isNext ? '.next' : ''}`;
  appendTo(list, element(classes, {}, avatar(from.name), element('div', {}, ...said)), most);
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
