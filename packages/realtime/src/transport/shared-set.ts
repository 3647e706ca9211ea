/** A set that shows, beside what is its own, what it has in common with other sets and keeps only once with them. @module */
import { inspect } from 'node:util';

/** What a set has in common with others. Nothing of it is the set's own at the same time. */
export interface Share {
  readonly size: number;
  has(value: string): boolean;
  values(): Iterable<string>;
  /** Makes a common value the set's own, and that of all who share it: they are about to differ. */
  separate(value: string): void;
}

const kShare = Symbol('what is in common');
const { add, delete: remove, values } = Set.prototype;

/** The share of a set, if it has one. */
export function shareOf(set: ReadonlySet<string> | undefined): Share | undefined {
  return set === undefined ? undefined : (set as SharedSet)[kShare];
}

/**
 * Lets a set show a share too. It stays the object that it is, since Socket.IO gives it to apps, which may hold on to it:
 * only its methods are others from now on. What copies a set from inside, as `structuredClone` does, would see its own.
 */
export function share(set: Set<string>, what: Share): void {
  Object.setPrototypeOf(set, SharedSet.prototype);
  Object.defineProperty(set, kShare, { value: what, configurable: true });
}

/** Ends that. What was shared is gone from the set. */
export function unshare(set: Set<string>): void {
  Object.setPrototypeOf(set, Set.prototype);
  Reflect.deleteProperty(set, kShare);
}

/** A new set that shows a share: cheaper than to change one. */
export function newSharedSet(what: Share): Set<string> {
  const set = new SharedSet();
  set[kShare] = what;
  return set;
}

/** What is a set's own. */
export function ownValues(set: ReadonlySet<string>): Iterable<string> {
  return values.call(set);
}

/** Adds to what is a set's own, whatever it shares. */
export function addOwn(set: Set<string>, value: string): void {
  add.call(set, value);
}

/** Takes away what is a set's own. */
export function removeOwn(set: Set<string>, value: string): boolean {
  return remove.call(set, value);
}

class SharedSet extends Set<string> {
  declare [kShare]: Share | undefined;

  override get size(): number {
    return super.size + (this[kShare]?.size ?? 0);
  }

  override has(value: string): boolean {
    return super.has(value) || (this[kShare]?.has(value) ?? false);
  }

  override add(value: string): this {
    return this[kShare]?.has(value) ? this : super.add(value);
  }

  override delete(value: string): boolean {
    const what = this[kShare];
    if (what?.has(value)) what.separate(value);
    return super.delete(value);
  }

  override clear(): void {
    for (const value of this) this.delete(value);
  }

  /** As in any set, what is deleted on the way is not visited, and what becomes the set's own meanwhile is visited once. */
  override *values(): Generator<string, undefined> {
    yield* super.values();
    for (const value of [...(shareOf(this)?.values() ?? [])]) if (this.has(value)) yield value;
  }

  override keys() {
    return this.values();
  }

  override *entries(): Generator<[string, string], undefined> {
    for (const value of this.values()) yield [value, value];
  }

  override [Symbol.iterator]() {
    return this.values();
  }

  override forEach(callback: (value: string, same: string, set: Set<string>) => void, self?: unknown): void {
    for (const value of this) callback.call(self, value, value, this);
  }

  [inspect.custom](): Set<string> {
    return new Set(this);
  }
}

// Tests of apps compare sets, and some ask for the same constructor.
Object.defineProperty(SharedSet.prototype, 'constructor', { value: Set });

// What later versions of the language add to sets looks at what is inside them.
for (const name of [
  'union',
  'intersection',
  'difference',
  'symmetricDifference',
  'isSubsetOf',
  'isSupersetOf',
  'isDisjointFrom',
]) {
  const method: unknown = Reflect.get(Set.prototype, name);
  if (typeof method !== 'function') continue;
  const value = function (this: Set<string>, other: unknown) {
    return method.call(new Set(this), other);
  };
  Object.defineProperty(SharedSet.prototype, name, { value });
}
