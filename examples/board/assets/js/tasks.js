/** The tasks: as the server has them, and over that what this window has asked for and not yet been answered. */
import { ask } from './ask.js';
import { positionBetween, step } from './position.js';
import { Records } from './records.js';

const listeners = new Set();
const pending = new Map();

export const tasks = new Records('task', tell);

/** Calls back after each change. */
export function onTasks(listener) {
  listeners.add(listener);
}

/** A task as it is to be shown. */
export function taskOf(id) {
  return { ...tasks.get(id), ...pending.get(id) };
}

/** The tasks of a column, in their order: the same in every window. */
export function tasksIn(column) {
  return [...tasks.keys()]
    .map(taskOf)
    .filter((task) => task.column === column)
    .sort((one, other) => one.position - other.position || one.id - other.id);
}

/**
 * Changes a task: here at once, and on the server. When that refuses, the task is again what it was.
 *
 * @returns {Promise<string | undefined>} why the server refused
 */
export async function change(id, values) {
  const asked = { ...pending.get(id), ...values };
  pending.set(id, asked);
  tell();
  const answer = await ask(`PATCH /task/${id}`, values);
  if (pending.get(id) === asked) pending.delete(id);
  tell();
  return refusalOf(answer);
}

/**
 * Moves a task before another one, or to the end of a column.
 *
 * @param {number} id
 * @param {number} column
 * @param {number} [before] the task that it is to stand before
 */
export async function move(id, column, before) {
  const others = tasksIn(column).filter((task) => task.id !== id);
  const place = before === undefined ? others.length : others.findIndex((task) => task.id === before);
  const position = positionBetween(others[place - 1]?.position, others[place]?.position);
  const goes = taskOf(id).column === column ? {} : { column };
  if (position !== undefined) return change(id, { ...goes, position });
  // No number is left between the two: all get new ones.
  others.splice(place, 0, taskOf(id));
  const moves = others.map((task, index) =>
    change(task.id, { ...(task.id === id && goes), position: (index + 1) * step }),
  );
  return (await Promise.all(moves)).find((refusal) => refusal !== undefined);
}

/** Adds a task at the end of a column. It appears when the server tells of it. */
export async function add(title, column) {
  const position = positionBetween(tasksIn(column).at(-1)?.position);
  return refusalOf(await ask('POST /task', { title, column, position }));
}

export async function remove(id) {
  return refusalOf(await ask(`DELETE /task/${id}`));
}

function refusalOf({ status, body }) {
  if (status === 200) return undefined;
  return status === 0 ? 'The line broke: this may not have been kept.' : (body?.message ?? String(body));
}

function tell() {
  for (const listener of listeners) listener();
}
