/** The models of the benchmarks: what their tables hold before the work, and what is asked of them. @module */

/** Records of each kind that are there from the start. */
export const count = { thing: 1_000, shelf: 50, book: 1_000 };

/** Books of each shelf: together, they are all. */
export const booksOfShelf = count.book / count.shelf;

/** Values of the n-th thing; about 90 bytes as JSON once it has its key and its times. */
export function thing(number) {
  return { name: `thing ${number}`, size: number };
}

/** Values of the n-th shelf. */
export function shelf(number) {
  return { name: `shelf ${number}` };
}

/** Values of the n-th book. */
export function book(number) {
  return { title: `book ${number}`, pages: number, shelf: Math.ceil(number / booksOfShelf) };
}

/** Values of the records with the keys 1 to `count`. */
export function all(values, count) {
  return Array.from({ length: count }, (_, index) => values(index + 1));
}

/**
 * What is asked: a method of a model, what it is about, and what a right answer holds. The n-th of each kind; a kind
 * without an end starts over after `different`.
 */
export const operations = {
  create: {
    different: Number.POSITIVE_INFINITY,
    make: (number) => {
      const values = thing(1_000_000 + number);
      return { method: 'create', model: 'thing', values, expected: values };
    },
  },
  find: {
    different: 1,
    make: () => ({ method: 'find', model: 'thing', limit: 30, expected: firstThings() }),
  },
  get: {
    different: 200,
    make: (number) => {
      const id = 1 + ((number * 7) % count.thing);
      return { method: 'get', model: 'thing', id, expected: { id, ...thing(id) } };
    },
  },
  populate: {
    different: count.shelf,
    make: (number) => {
      const id = 1 + number;
      const first = 1 + number * booksOfShelf;
      const books = Array.from({ length: booksOfShelf }, (_, index) => ({
        id: first + index,
        ...book(first + index),
      }));
      return { method: 'get', model: 'shelf', id, expected: { id, ...shelf(id), books } };
    },
  },
};

function firstThings() {
  return all(thing, 30).map((values, index) => ({ id: index + 1, ...values }));
}
