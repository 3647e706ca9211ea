/** The order of explicit routes: from the most to the least specific. @module */

import { compilePattern } from './path-pattern.ts';
import { parseAddress } from './route-address.ts';

interface Ranked {
  address: string;
  ranks: readonly number[] | undefined;
  /** A route for one method goes before one for all. */
  breadth: number;
}

/**
 * Sorts addresses so that of two that match one path the more specific comes first: literals before parameters before
 * optional ones before `*`, segment by segment. Equal ones, and regular expressions, keep their place.
 *
 * @example
 * sortAddresses(['GET /*', 'GET /user/:id', 'GET /user/new']); // ['GET /user/new', 'GET /user/:id', 'GET /*']
 */
export function sortAddresses(addresses: readonly string[]): string[] {
  const ranked = addresses.map(rankAddress);
  const sorted = ranked.filter(({ ranks }) => ranks !== undefined).sort(compare);
  return ranked.map((route) => (route.ranks === undefined ? route : sorted.shift()!).address);
}

function rankAddress(address: string): Ranked {
  const { path, methods, verb } = parseAddress(address);
  return { address, ranks: compilePattern(path).ranks, breadth: verb === 'ALL' ? 99 : methods.length };
}

function compare(a: Ranked, b: Ranked): number {
  const [left = [], right = []] = [a.ranks, b.ranks];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? -1) - (right[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return a.breadth - b.breadth;
}
