import { strict as assert } from 'node:assert';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { newSharedSet, ownValues, type Share, share, unshare } from './shared-set.ts';

/** A share of values that become the own ones of `set` when they are separated. */
function sharing(...common: string[]) {
  const values = new Set(common);
  const what: Share = {
    get size() {
      return values.size;
    },
    has: (value) => values.has(value),
    values: () => values,
    separate(value) {
      values.delete(value);
      Set.prototype.add.call(set, value);
    },
  };
  const set = new Set(['a', 'b']);
  share(set, what);
  return { set, values, what };
}

describe('a set that shares', () => {
  test('should show its own and what it shares, however it is asked', () => {
    const { set } = sharing('c', 'd');
    const all = ['a', 'b', 'c', 'd'];
    expect([...set]).toEqual(all);
    expect(Array.from(set)).toEqual(all);
    expect([...new Set(set)]).toEqual(all);
    expect([...set.keys()]).toEqual(all);
    expect([...set.values()]).toEqual(all);
    expect([...set.entries()]).toEqual(all.map((value) => [value, value]));
    expect(set.size).toBe(4);
    expect(all.filter((value) => set.has(value))).toEqual(all);
    expect(set.has('e')).toBe(false);
    const calls: unknown[] = [];
    set.forEach(function (this: unknown, ...given) {
      calls.push([this, ...given]);
    }, 'self');
    expect(calls).toEqual(all.map((value) => ['self', value, value, set]));
    expect(inspect(set)).toBe(inspect(new Set(all)));
    expect(set).toEqual(new Set(all));
    assert.deepEqual([...set], all);
    expect(set).toBeInstanceOf(Set);
  });

  test('should be united and compared like any other, where the language can do that', () => {
    const other = new Set(['a', 'c', 'x']);
    const methods = [
      'union',
      'intersection',
      'difference',
      'symmetricDifference',
      'isSubsetOf',
      'isSupersetOf',
    ];
    for (const name of [...methods, 'isDisjointFrom'].filter((method) => method in Set.prototype)) {
      const call = (set: object) => (set as Record<string, (given: object) => unknown>)[name]?.(other);
      expect([name, call(sharing('c').set)]).toEqual([name, call(new Set(['a', 'b', 'c']))]);
    }
  });

  test('should not take as its own what it shares', () => {
    const { set } = sharing('c');
    set.add('c').add('d');
    expect([...ownValues(set)]).toEqual(['a', 'b', 'd']);
    expect([...set]).toEqual(['a', 'b', 'd', 'c']);
  });

  test('should have a value separated before it deletes it, and no other', () => {
    const { set, values } = sharing('c', 'd');
    expect(set.delete('c')).toBe(true);
    expect(set.delete('c')).toBe(false);
    expect([...set]).toEqual(['a', 'b', 'd']);
    expect([...values]).toEqual(['d']);
    set.clear();
    expect([...set]).toEqual([]);
  });

  test('should visit what is there, each once, while values are deleted and separated', () => {
    const { set, what } = sharing('c', 'd', 'e', 'f', 'g');
    const visited: string[] = [];
    for (const value of set) {
      visited.push(value);
      if (value === 'a') what.separate('d');
      if (value === 'd') set.delete('e');
      if (value === 'c') set.delete('f');
    }
    expect(visited).toEqual(['a', 'b', 'd', 'c', 'g']);
    const left: string[] = [];
    for (const value of set) if (set.delete(value)) left.push(value);
    expect(left).toEqual(['a', 'b', 'd', 'c', 'g']);
    expect(set.size).toBe(0);
  });

  test('should be the object that it was, before and after', () => {
    const { set } = sharing('c');
    const held = set;
    unshare(set);
    expect(held).toStrictEqual(new Set(['a', 'b']));
    assert.deepStrictEqual(held, new Set(['a', 'b']));
    held.add('c');
    expect([...held]).toEqual(['a', 'b', 'c']);
  });

  test('should be made without anything of its own, too', () => {
    const set = newSharedSet(sharing('c').what);
    expect([...set.add('x')]).toEqual(['x', 'c']);
  });
});
