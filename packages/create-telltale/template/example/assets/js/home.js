/** The home page: a list of tasks that is the same in every window. */
import { ask, onEvent } from './socket.js';

const list = document.querySelector('#tasks');
const connection = document.querySelector('#connection');

/** Loads the list, and is told of every change from then on. */
async function load() {
  const tasks = await ask('GET', '/task?sort=id&limit=500');
  if (!Array.isArray(tasks)) return;
  list.replaceChildren();
  for (const task of tasks) show(task);
  count();
}

/** Shows a task as it is now: in its line, or in a new one. */
function show(task) {
  const line = lineOf(task.id) ?? newLine(task.id);
  line.querySelector('span').textContent = task.title;
  line.querySelector('input').checked = task.done;
  count();
}

function remove(id) {
  lineOf(id)?.remove();
  count();
}

function lineOf(id) {
  return list.querySelector(`[data-id="${CSS.escape(id)}"]`);
}

function newLine(id) {
  const line = document.createElement('li');
  line.className = 'task';
  line.dataset.id = id;
  const box = Object.assign(document.createElement('input'), { type: 'checkbox' });
  box.addEventListener('change', async () => {
    const task = await ask('PATCH', `/task/${id}`, { done: box.checked });
    if (task) show(task);
  });
  const label = document.createElement('label');
  label.append(box, document.createElement('span'));
  const button = Object.assign(document.createElement('button'), { className: 'quiet', textContent: '×' });
  button.setAttribute('aria-label', 'Delete');
  button.addEventListener('click', async () => {
    if (await ask('DELETE', `/task/${id}`)) remove(id);
  });
  line.append(label, button);
  list.append(line);
  return line;
}

function count() {
  const open = list.querySelectorAll('input:not(:checked)').length;
  document.querySelector('#count').textContent = `${open} of ${list.children.length} to do`;
  document.querySelector('#empty').hidden = list.children.length > 0;
}

document.querySelector('#add').addEventListener('submit', async (event) => {
  event.preventDefault();
  const { title } = event.target.elements;
  const text = title.value;
  // At once, since the next task may be written before the answer is there.
  title.value = '';
  const task = await ask('POST', '/task', { title: text });
  if (task) show(task);
  else title.value ||= text;
});

document.querySelector('#clear').addEventListener('click', async () => {
  const removed = await ask('POST', '/task/clear');
  if (removed) for (const id of removed) remove(id);
});

// What other windows do, and what HTTP requests do. This window's own requests are answered instead.
onEvent('task', ({ verb, id, data }) => {
  if (verb === 'destroyed') remove(id);
  else if (verb === 'created') show(data);
  else if (verb === 'updated') {
    const line = lineOf(id);
    if (!line) return;
    if ('title' in data) line.querySelector('span').textContent = data.title;
    if ('done' in data) line.querySelector('input').checked = data.done;
    count();
  }
});

onEvent('windows', ({ open }) => {
  connection.textContent = `live in ${open} window${open === 1 ? '' : 's'}`;
});

// The socket connects by itself, and again when the line was lost. To the server it is a new one then.
io.socket.on('connect', () => {
  ask('POST', '/enter');
  load();
});

io.socket.on('sails:status', (status) => {
  connection.dataset.status = status;
  if (status !== 'connected') connection.textContent = status;
});

document.querySelector('#curl').textContent = `curl -d title=ahoy ${location.origin}/task`;
