/** Draws the columns with their cards, and draws them again after each change. */
import { cardOf, forgetCards } from './card.js';
import { arrange, byId, copyOf } from './dom.js';
import { glide } from './glide.js';
import { report } from './news.js';
import { Records } from './records.js';
import { add, onTasks, tasks, tasksIn } from './tasks.js';

const board = byId('columns');
const sections = new Map();

export const columns = new Records('column', draw);
export const people = new Records('person', draw);
onTasks(draw);

function draw() {
  const focused = document.activeElement;
  glide(board.querySelectorAll('.card'), () => {
    forgetCards(tasks);
    arrange(board, [...columns.values()].map(drawColumn));
  });
  if (focused?.isConnected && focused !== document.activeElement) focused.focus();
}

function drawColumn({ id, title, limit }) {
  const section = sections.get(id) ?? newColumn(id);
  const shown = tasksIn(id);
  section.querySelector('h2').textContent = title;
  section.querySelector('.count').value = limit > 0 ? `${shown.length} of ${limit}` : String(shown.length);
  section.classList.toggle('full', limit > 0 && shown.length >= limit);
  arrange(
    section.querySelector('ol'),
    shown.map((task) => cardOf(task, people)),
  );
  return section;
}

function newColumn(id) {
  const section = copyOf('column');
  section.dataset.id = String(id);
  section.querySelector('h2').id = `column-${id}`;
  section.querySelector('ol').setAttribute('aria-labelledby', `column-${id}`);
  const form = section.querySelector('form');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const title = form.elements.title.value;
    form.reset();
    if (!(await report(add(title, id)))) form.elements.title.value = title;
  });
  sections.set(id, section);
  return section;
}
