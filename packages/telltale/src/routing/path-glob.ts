/** Paths whose parameters are parts of segments, or whose `*` stands in the middle. @module */
import type { RouteParams } from './path-pattern.ts';

/** The values of a path that matches, else `undefined`. */
export type Glob = (path: string) => RouteParams | undefined;

type Token =
  | { kind: 'literal'; text: string }
  | { kind: 'parameter'; name: string }
  | { kind: 'optional'; name: string }
  | { kind: 'wildcard'; name: string };

/**
 * Compiles a path such as `'/:from-:to'`, or `'/*.json'`.
 *
 * A parameter takes as little as it may and never a slash; `*` takes anything. Time is in proportion to the path's length
 * times the number of parameters, whatever the path: what failed from one place is not tried from a later one.
 *
 * @example
 * compileGlob('/:from-:to')('/oslo-rome'); // { from: 'oslo', to: 'rome' }
 */
export function compileGlob(pattern: string): Glob {
  const tokens = readTokens(pattern.length > 1 && pattern.endsWith('/') ? pattern.slice(0, -1) : pattern);
  return (path) => new Attempt(tokens, path).run();
}

function readTokens(pattern: string): Token[] {
  const tokens: Token[] = [];
  let wildcards = 0;
  for (const [text] of pattern.matchAll(/\/:\w+\?|:\w+|\*|[^:*/]+|./gs)) {
    const last = tokens.at(-1);
    if (text === '*') tokens.push({ kind: 'wildcard', name: String(wildcards++) });
    else if (text.startsWith('/:')) tokens.push({ kind: 'optional', name: text.slice(2, -1) });
    else if (text.startsWith(':')) tokens.push({ kind: 'parameter', name: text.slice(1) });
    else if (last?.kind === 'literal') last.text += text.toLowerCase();
    else tokens.push({ kind: 'literal', text: text.toLowerCase() });
  }
  return tokens;
}

class Attempt {
  readonly #tokens: readonly Token[];
  readonly #path: string;
  readonly #lower: string;
  readonly #params: RouteParams = {};
  /** Per token, places from which it is known to fail. */
  readonly #failed: Set<number>[];

  constructor(tokens: readonly Token[], path: string) {
    this.#tokens = tokens;
    this.#path = path;
    const lower = path.toLowerCase();
    // A few letters change their length with their case; places in the two texts have to agree.
    this.#lower = lower.length === path.length ? lower : path;
    this.#failed = tokens.map(() => new Set());
  }

  run(): RouteParams | undefined {
    return this.#match(0, 0) ? this.#params : undefined;
  }

  #match(index: number, at: number): boolean {
    const token = this.#tokens[index];
    if (token === undefined) return at === this.#path.length;
    const failed = this.#failed[index];
    if (failed?.has(at)) return false;
    const matches = this.#matchToken(token, index, at);
    if (!matches) failed?.add(at);
    return matches;
  }

  #matchToken(token: Token, index: number, at: number): boolean {
    if (token.kind === 'literal') {
      return this.#lower.startsWith(token.text, at) && this.#match(index + 1, at + token.text.length);
    }
    if (token.kind === 'optional') {
      if (this.#path[at] === '/' && this.#take(token.name, index, at + 1, false)) return true;
      delete this.#params[token.name];
      return this.#match(index + 1, at);
    }
    return this.#take(token.name, index, at, token.kind === 'wildcard');
  }

  /** Lets the token take more and more from `start` on, until the rest matches. */
  #take(name: string, index: number, start: number, anything: boolean): boolean {
    let end = anything ? start : start + 1;
    for (; end <= this.#path.length; end += 1) {
      if (!anything && this.#path[end - 1] === '/') break;
      if (this.#match(index + 1, end)) {
        this.#params[name] = this.#path.slice(start, end);
        return true;
      }
    }
    // A later start offers nothing new, so that the scan is not repeated for each.
    const failed = this.#failed[index];
    for (let later = start + 1; later < end && failed && !failed.has(later); later += 1) failed.add(later);
    return false;
  }
}
