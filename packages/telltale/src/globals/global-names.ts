/** Global names that apps share: each belongs to the last that asked, and goes back to the one before it. @module */

/** Takes the names back, as far as they are still what was set. */
export type RemoveGlobals = () => void;

/** What a name is for one app. */
interface Claim {
  value: unknown;
}

/** A name that apps have taken. */
interface Taken {
  /** What it was before; `undefined` when there was nothing. */
  before: PropertyDescriptor | undefined;
  /** Oldest first. */
  claims: Claim[];
}

/** Kept on the process, so that two copies of this package agree. */
const key = Symbol.for('telltale.global-names');
const store = globalThis as { [key]?: Map<string, Taken> };

function takenNames(): Map<string, Taken> {
  store[key] ??= new Map();
  return store[key];
}

/** Whether a global is what an app made it, so that it may give way to that of another app. */
export function isOfAnApp(name: string): boolean {
  const newest = takenNames().get(name)?.claims.at(-1);
  return newest !== undefined && newest.value === Reflect.get(globalThis, name);
}

/** Makes names global, over those of older apps. */
export function takeNames(names: ReadonlyMap<string, unknown>): RemoveGlobals {
  const returns = Array.from(names, ([name, value]) => takeName(name, value));
  return () => {
    for (const giveBack of returns) giveBack();
  };
}

function takeName(name: string, value: unknown): () => void {
  const all = takenNames();
  const taken = all.get(name) ?? { before: Object.getOwnPropertyDescriptor(globalThis, name), claims: [] };
  all.set(name, taken);
  const claim: Claim = { value };
  taken.claims.push(claim);
  define(name, { value, writable: true, configurable: true, enumerable: false });
  return () => {
    const isShown = isOfAnApp(name) && taken.claims.at(-1) === claim;
    const at = taken.claims.indexOf(claim);
    if (at >= 0) taken.claims.splice(at, 1);
    if (taken.claims.length === 0 && all.get(name) === taken) all.delete(name);
    if (isShown) show(name, taken);
  };
}

/** Makes a name what it was before its newest app took it. */
function show(name: string, { before, claims }: Taken): void {
  const newest = claims.at(-1);
  if (newest) define(name, { value: newest.value, writable: true, configurable: true, enumerable: false });
  else if (before) define(name, before);
  else Reflect.deleteProperty(globalThis, name);
}

function define(name: string, descriptor: PropertyDescriptor): void {
  Object.defineProperty(globalThis, name, descriptor);
}
