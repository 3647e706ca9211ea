/** Query strings: flat, or nested as in `?where[name]=Ann`. @module */
import { parse as parseFlat } from 'node:querystring';
import { parse as parseNested } from 'qs';

const mostParameters = 1_000;

/**
 * Reads a query string. Repeated keys make a list; values are strings. More than 1,000 parameters are cut off. Never
 * throws, and the result has no prototype to reach.
 */
export function parseQueryString(text: string): Record<string, unknown> {
  if (text === '') return Object.create(null) as Record<string, unknown>;
  if (!/\[|%5b/i.test(text)) return parseFlat(text, '&', '=', { maxKeys: mostParameters });
  return parseNested(text, {
    plainObjects: true,
    parameterLimit: mostParameters,
    arrayLimit: mostParameters,
    depth: 16,
  });
}
