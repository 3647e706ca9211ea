/** Which running ORM an imported model speaks to, when one process has several. @module */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ModelAtWork } from './model.ts';

/** A loaded set of models, as far as a definition needs to know it. */
export interface RunningOrm {
  /** The model that was made of a definition. */
  readonly made: ReadonlyMap<object, ModelAtWork>;
}

const running: RunningOrm[] = [];
const current = new AsyncLocalStorage<RunningOrm>();

export function addRunning(orm: RunningOrm): void {
  running.push(orm);
}

export function removeRunning(orm: RunningOrm): void {
  const at = running.indexOf(orm);
  if (at >= 0) running.splice(at, 1);
}

/** Runs a function whose imported models speak to this ORM. */
export function runWith<Result>(orm: RunningOrm, run: () => Result): Result {
  return current.run(orm, run);
}

/** The model of a definition: that of the current ORM, else of the one that was started last. */
export function modelMadeOf(definition: object): ModelAtWork | undefined {
  const own = current.getStore()?.made.get(definition);
  if (own) return own;
  for (let at = running.length - 1; at >= 0; at -= 1) {
    const model = running[at]!.made.get(definition);
    if (model) return model;
  }
  return undefined;
}
