/** Reads the placeholders of a native query: `$1`, `$2` … on every database. @module */
import type { RawBuilder } from 'kysely';
import { errors } from '../errors.ts';
import { sql } from '../kysely.ts';

// Quoted texts and names, comments, dollar-quoted texts; and the placeholders outside of them.
const token =
  /'(?:[^'\\]|\\.|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_]*)\$[\s\S]*?\$\1\$|\$(\d+)/g;

/**
 * Binds values to the placeholders of a query.
 *
 * @throws E_INVALID_ARGUMENT when a placeholder has no value
 */
export function bindNative(text: string, values: readonly unknown[]): RawBuilder<unknown> {
  if (typeof text !== 'string' || text.trim() === '') {
    throw errors.E_INVALID_ARGUMENT('sendNativeQuery', 'expected the text of a query');
  }
  const parts: RawBuilder<unknown>[] = [];
  let from = 0;
  for (const match of text.matchAll(token)) {
    const number = match[2];
    if (number === undefined) continue;
    const place = Number(number) - 1;
    if (place < 0 || place >= values.length) {
      throw errors.E_INVALID_ARGUMENT(
        'sendNativeQuery',
        `$${number} has no value; ${values.length} were given`,
      );
    }
    parts.push(sql.raw(text.slice(from, match.index)), sql`${values[place]}`);
    from = match.index + match[0].length;
  }
  parts.push(sql.raw(text.slice(from)));
  return sql.join(parts, sql.raw(''));
}
