/** Puts the page together: comes in, listens, and sends what the reader does. */
import { ask } from './ask.js';
import { onRoomChosen, showMessage, showNotice, showRoom } from './chat.js';
import { byId } from './dom.js';
import { nameOf, showGuests, updateGuests, wave } from './guests.js';
import { logEvent } from './log.js';

const name = byId('name');
const text = byId('text');
const greeted = new Set();
let me;

/** Listens to an event of the server, and writes it down. */
function hear(event, listener) {
  io.socket.on(event, (data) => {
    logEvent(event, data);
    listener(data);
  });
}

hear('hello', ({ id }) => {
  showNotice(greeted.has(id) ? `${nameOf(id)} says hello!` : `${nameOf(id)} joined the party!`);
  greeted.add(id);
  wave(id);
});
hear('guest', updateGuests);
hear('message', (message) => showMessage(message, me?.id));

/** The server forgets a guest whose line broke, so each connection comes in anew. */
async function comeIn() {
  const room = me?.room ?? 'deck';
  const kept = sessionStorage.getItem('name');
  const { status, body } = await ask('POST /guests', kept ? { name: kept } : undefined, 'socket');
  if (status !== 201) return;
  me = body.me;
  name.value = me.name;
  showGuests(body.guests, me.id);
  await enterRoom(room);
  await ask('GET /say/hello', undefined, 'socket');
}

async function enterRoom(room) {
  const { status, body } = await ask(`POST /rooms/${room}/guests`, undefined, 'socket');
  if (status !== 200) return;
  me.room = room;
  showRoom(room, body, me.id);
}

function showConnection() {
  const { status } = io.socket;
  byId('connection').dataset.status = status;
  byId('connection').textContent = status;
}

io.socket.on('connect', comeIn);
io.socket.on('sails:status', showConnection);
showConnection();
if (io.socket.isConnected()) comeIn();

onRoomChosen(enterRoom);
byId('hello').addEventListener('click', () => ask('GET /say/hello'));
byId('tries').addEventListener('click', ({ target }) => {
  if (target.tagName === 'BUTTON') ask(target.textContent);
});
byId('name-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const { status } = await ask('PATCH /guests/me', { name: name.value }, 'socket');
  if (status !== 200) return;
  me.name = name.value;
  sessionStorage.setItem('name', name.value);
  name.blur();
});
byId('message-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const said = { text: text.value, name: me?.name };
  text.value = '';
  const { status } = await ask(`POST /rooms/${me?.room ?? 'deck'}/messages`, said);
  if (status !== 201) text.value = said.text;
});
