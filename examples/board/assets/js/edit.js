/** Changes the title of a card where it stands. Enter keeps it, Escape gives it up. */
import { report } from './news.js';
import { change, taskOf } from './tasks.js';

export function editTitle(card) {
  const title = card.querySelector('.title');
  if (title.isContentEditable) return;
  const id = Number(card.dataset.id);
  const before = taskOf(id).title;
  card.draggable = false;
  title.contentEditable = 'plaintext-only';
  title.focus();
  getSelection().selectAllChildren(title);
  title.addEventListener('keydown', onKey);
  title.addEventListener('blur', end, { once: true });

  function onKey(event) {
    if (event.key === 'Escape') title.textContent = before;
    if (event.key === 'Escape' || event.key === 'Enter') {
      event.preventDefault();
      card.focus();
    }
    event.stopPropagation();
  }

  function end() {
    const text = title.textContent.trim();
    title.removeEventListener('keydown', onKey);
    title.contentEditable = 'false';
    title.textContent = taskOf(id).title;
    card.draggable = true;
    if (text !== '' && text !== before) report(change(id, { title: text }));
  }
}
