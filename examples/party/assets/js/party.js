/** Puts the page together: comes in, listens, and sends what the reader does. */
import { ask } from './ask.js';
import { currentRoom, onRoomChosen, say, showNotice, showRoom } from './chat.js';
import { byId } from './dom.js';
import { logEvent } from './log.js';
import { freeName, nameOf, people, wave } from './people.js';

const name = byId('name');
const text = byId('text');
const greeted = new Set();

io.socket.on('hello', (data) => {
  logEvent('hello', data);
  showNotice(`${nameOf(data.id)} ${greeted.has(data.id) ? 'says hello!' : 'joined the party!'}`);
  greeted.add(data.id);
  wave(data.id);
});

/** A socket that comes back is a new one, and its person is gone; so each connection comes in anew. */
async function comeIn() {
  const room = currentRoom();
  await people.load();
  const me = { id: io.socket.id, name: sessionStorage.getItem('name') ?? freeName(), room };
  const { status, body } = await ask('POST /person', me, 'socket');
  if (status !== 200) return;
  people.answered(body);
  name.value = body.name;
  await showRoom(room);
  await ask('GET /say/hello', undefined, 'socket');
}

async function change(values) {
  const { status, body } = await ask(`PATCH /person/${io.socket.id}`, values, 'socket');
  if (status === 200) people.answered(body);
  return status === 200;
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

onRoomChosen(async (room) => {
  if (await change({ room })) await showRoom(room);
});
byId('hello').addEventListener('click', () => ask('GET /say/hello'));
byId('tries').addEventListener('click', ({ target }) => {
  if (target.tagName === 'BUTTON') ask(target.textContent);
});
byId('name-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  if (!(await change({ name: name.value }))) return;
  sessionStorage.setItem('name', name.value);
  name.blur();
});
byId('message-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const said = text.value;
  text.value = '';
  if (!(await say(said, name.value))) text.value = said;
});
