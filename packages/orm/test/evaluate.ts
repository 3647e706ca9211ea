/** A plain evaluation of criteria in memory: what every database has to answer. Written from the documentation, apart from the compiler. @module */

type Row = Record<string, unknown>;

/** The rows that meet a where. */
export function matches(row: Row, where: unknown): boolean {
  return Object.entries(where as Row).every(([key, condition]) => {
    if (key === 'and') return (condition as unknown[]).every((part) => matches(row, part));
    if (key === 'or') return (condition as unknown[]).some((part) => matches(row, part));
    return matchesCondition(row[key], condition);
  });
}

function matchesCondition(value: unknown, condition: unknown): boolean {
  if (Array.isArray(condition)) return condition.includes(value);
  if (condition === null || typeof condition !== 'object') return value === condition;
  return Object.entries(condition).every(([operator, operand]) => matchesOperator(value, operator, operand));
}

function matchesOperator(value: unknown, operator: string, operand: unknown): boolean {
  switch (operator) {
    case '!=':
      return value !== operand;
    case 'in':
      return (operand as unknown[]).includes(value);
    case 'nin':
      return !(operand as unknown[]).includes(value);
  }
  if (value === null) return false;
  const text = value as string;
  switch (operator) {
    case '<':
      return compare(value, operand) < 0;
    case '<=':
      return compare(value, operand) <= 0;
    case '>':
      return compare(value, operand) > 0;
    case '>=':
      return compare(value, operand) >= 0;
    case 'contains':
      return text.includes(operand as string);
    case 'startsWith':
      return text.startsWith(operand as string);
    case 'endsWith':
      return text.endsWith(operand as string);
    case 'like':
      return likeToRegExp(operand as string).test(text);
    default:
      throw new Error(`unknown operator ${operator}`);
  }
}

/** null first, numbers by size, texts by code point. */
export function compare(one: unknown, other: unknown): number {
  if (one === null || other === null) return one === other ? 0 : one === null ? -1 : 1;
  if (typeof one === 'string') return Buffer.compare(Buffer.from(one), Buffer.from(other as string));
  return Number(one) - Number(other);
}

function likeToRegExp(pattern: string): RegExp {
  let source = '';
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at]!;
    if (character === '\\' && at + 1 < characters.length) source += quoted(characters[++at]!);
    else if (character === '%') source += '.*';
    else if (character === '_') source += '.';
    else source += quoted(character);
  }
  return new RegExp(`^${source}$`, 'su');
}

function quoted(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
