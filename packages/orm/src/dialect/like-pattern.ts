/** The pattern of `like`, taken apart: `%` any text, `_` any one character, `\` takes the next character as it is. @module */

/** A part of a pattern. */
export type PatternPart =
  | { readonly kind: 'any-text' }
  | { readonly kind: 'any-character' }
  | { readonly kind: 'text'; readonly text: string };

/** Takes a pattern apart. */
export function parseLikePattern(pattern: string): PatternPart[] {
  const parts: PatternPart[] = [];
  let text = '';
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at]!;
    if (character === '\\' && at + 1 < characters.length) {
      at += 1;
      text += characters[at];
    } else if (character === '%' || character === '_') {
      if (text !== '') parts.push({ kind: 'text', text });
      text = '';
      const isRepeated = character === '%' && parts.at(-1)?.kind === 'any-text';
      if (!isRepeated) parts.push({ kind: character === '%' ? 'any-text' : 'any-character' });
    } else {
      text += character;
    }
  }
  if (text !== '') parts.push({ kind: 'text', text });
  return parts;
}

/** The pattern for SQL's `like … escape '|'`. */
export function toSqlPattern(parts: readonly PatternPart[]): string {
  return parts
    .map((part) =>
      part.kind === 'any-text'
        ? '%'
        : part.kind === 'any-character'
          ? '_'
          : part.text.replaceAll(/[|%_]/g, '|$&'),
    )
    .join('');
}

/** The pattern for SQLite's `glob`, which tells upper and lower case apart. */
export function toGlobPattern(parts: readonly PatternPart[]): string {
  return parts
    .map((part) =>
      part.kind === 'any-text'
        ? '*'
        : part.kind === 'any-character'
          ? '?'
          : part.text.replaceAll(/[*?[]/g, '[$&]'),
    )
    .join('');
}
