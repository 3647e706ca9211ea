/** Makes elements. Text only ever becomes text, so that nothing a person writes can be markup. */

/**
 * @param {string} tag with classes, as in `'li.message'`
 * @param {Record<string, string | boolean>} attributes
 * @param {(Node | string)[]} children
 */
export function element(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split('.');
  const made = document.createElement(name);
  made.classList.add(...classes);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children);
  return made;
}

/** The element with that id. */
export function byId(id) {
  return document.getElementById(id);
}

/** A round picture of a person: the first letter, in a colour of its own. */
export function avatar(name) {
  const made = element('span.avatar', { 'aria-hidden': 'true' }, [...name][0] ?? '?');
  let hue = 3;
  for (const character of name) hue = (hue * 47 + character.codePointAt(0)) % 360;
  made.style.setProperty('--hue', String(hue));
  return made;
}

/** Adds to a list that stays at its end, unless the reader has scrolled up. */
export function appendTo(list, item, most) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  list.append(item);
  while (list.children.length > most) list.firstElementChild.remove();
  if (atEnd) list.scrollTop = list.scrollHeight;
}

/** The time of day, to the second. */
export function clock(milliseconds) {
  return new Date(milliseconds).toLocaleTimeString([], {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
}
