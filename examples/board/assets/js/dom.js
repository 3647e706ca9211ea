/** Finds and makes elements. */

/** The element with that id. */
export function byId(id) {
  return document.getElementById(id);
}

/** A copy of what is inside a template. */
export function copyOf(template) {
  return byId(template).content.firstElementChild.cloneNode(true);
}

/**
 * Makes a list show these items in this order. What is in its place already stays untouched, and so keeps its focus.
 *
 * @param {Element} list
 * @param {Element[]} items
 */
export function arrange(list, items) {
  const wanted = new Set(items);
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
  for (const [index, item] of items.entries()) {
    if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null);
  }
}
