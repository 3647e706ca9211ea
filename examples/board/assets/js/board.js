/** Puts the page together. */
import { columns, people } from './columns.js';
import { byId } from './dom.js';
import './drag.js';
import './keys.js';
import { say } from './news.js';
import { onTasks, taskOf, tasks } from './tasks.js';

/** A socket that comes back is a new one, and hears of nothing yet; so each connection reads everything anew. */
function load() {
  return Promise.all([people.load(), columns.load(), tasks.load()]);
}

function showConnection() {
  const { status } = io.socket;
  byId('connection').dataset.status = status;
  byId('connection').textContent = status;
}

const coming = new Map();

/** A column tells of a new task before the task itself is told. */
function sayWhatCame() {
  for (const [id, column] of coming) {
    if (!tasks.has(id) || !columns.has(column)) continue;
    coming.delete(id);
    say(`“${taskOf(id).title}” came to ${columns.get(column).title}`);
  }
}

io.socket.on('column', ({ verb, id, addedId }) => {
  if (verb !== 'addedTo') return;
  coming.set(addedId, id);
  sayWhatCame();
});
onTasks(sayWhatCame);
io.socket.on('connect', load);
io.socket.on('sails:status', showConnection);
showConnection();
if (io.socket.isConnected()) load();
