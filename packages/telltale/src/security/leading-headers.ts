/**
 * Headers that stand at the start of an answer's head, in one piece that was put together when the app was loaded. Node.js
 * checks and joins headers one by one, and for a small answer each of them is a good part of its price.
 *
 * @module
 */
import { ServerResponse } from 'node:http';

type Headers = readonly (readonly [name: string, value: string])[];

/** What Node writes a head with: the status line and headers as an object, or as a list of names and values. */
type StoreHeader = (this: ServerResponse, statusLine: string, headers: unknown) => void;

/** Node calls it for each head that it writes, and has since its beginnings, but documents it nowhere. */
const storeHeader = (ServerResponse.prototype as { _storeHeader?: StoreHeader })._storeHeader;

const kLeads = Symbol('whether the head begins with the headers');
const kWithout = Symbol('names of headers that were taken off');

/** What is kept with a raw response, of whatever class. */
interface Marks {
  [kLeads]?: boolean;
  [kWithout]?: Set<string> | undefined;
}

/** Keeps a header off an answer to which it would be added when that goes. */
export function keepOff(raw: object, name: string): void {
  const marks = raw as Marks;
  marks[kWithout] ??= new Set();
  marks[kWithout].add(name.toLowerCase());
}

/** Whether a header is kept off an answer. @param name in lower case */
export function isKeptOff(raw: object, name: string): boolean {
  return (raw as Marks)[kWithout]?.has(name) === true;
}

/** Has the answer's head begin with the headers. @returns false when they have to be set like any other */
export function lead(raw: object): boolean {
  const marks = raw as Marks;
  if (marks[kLeads] === undefined) return false;
  marks[kLeads] = true;
  return true;
}

/**
 * Makes the class of a server's responses, whose heads {@link lead} lets begin with `headers`. One that the answer has
 * itself, or that is kept off it, is left out.
 *
 * @param headers by lower-case name, valid as they are
 */
export function responsesLedBy(headers: Headers): typeof ServerResponse {
  if (typeof storeHeader !== 'function') return ServerResponse;
  const names = new Set(headers.map(([name]) => name));
  const all = linesOf(headers);
  const linesBeside = (own: readonly string[], response: ServerResponse): string =>
    linesOf(headers.filter(([name]) => !own.includes(name) && !isKeptOff(response, name)));

  class LedResponse extends ServerResponse {
    [kLeads] = false;
    [kWithout]: Set<string> | undefined = undefined;

    _storeHeader(statusLine: string, given: unknown): void {
      if (this[kLeads]) {
        const own = namesIn(given, names);
        const isWhole = own === undefined && this[kWithout] === undefined;
        statusLine += isWhole ? all : linesBeside(own ?? [], this);
      }
      storeHeader?.call(this, statusLine, given);
    }
  }
  return LedResponse as typeof ServerResponse;
}

function linesOf(headers: Headers): string {
  return headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
}

/** Which of the names are among the headers of an answer, in lower case; `undefined` for none. */
function namesIn(given: unknown, names: ReadonlySet<string>): string[] | undefined {
  const own = Array.isArray(given) ? namesOfList(given) : (given as object);
  let found: string[] | undefined;
  for (const key in own) {
    const name = key.toLowerCase();
    if (!names.has(name)) continue;
    found ??= [];
    found.push(name);
  }
  return found;
}

/** @param list pairs, or names and values by turns */
function namesOfList(list: readonly unknown[]): object {
  const names = Array.isArray(list[0])
    ? list.map((pair) => (pair as unknown[])[0])
    : list.filter((_each, at) => at % 2 === 0);
  return Object.fromEntries(names.map((name) => [name, true]));
}
