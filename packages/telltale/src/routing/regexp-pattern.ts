/** Routes by regular expression: `r|^/item/(\d+)$|id`. @module */
import safeRegex from 'safe-regex2';
import { errors } from '../errors.ts';
import type { PathPattern, RouteParams } from './path-pattern.ts';

/** Characters of a path beyond which no expression is tried: some take time in proportion to the square. */
const longestPath = 2_048;

/**
 * Compiles a path of the form `r|regexp|name1,name2`. Groups are named in order; those left over have their number.
 *
 * @throws E_ROUTE_REGEXP when it is no expression, or nests repetitions so that a hostile path could stop the process
 */
export function compileRegexpPattern(path: string): PathPattern {
  const end = path.lastIndexOf('|');
  if (end < 2) throw errors.E_ROUTE_REGEXP(path, 'its end is not marked by a second |');
  const expression = readExpression(path, path.slice(2, end));
  const names = path
    .slice(end + 1)
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.includes('length')) throw errors.E_ROUTE_WITH_LENGTH(path);
  if (names.includes('__proto__')) throw errors.E_ROUTE_PARAMETER(path, '__proto__');
  return {
    prefix: [],
    literal: false,
    match({ text }) {
      if (text.length > longestPath) return undefined;
      const found = expression.exec(text);
      return found ? nameGroups(found.slice(1), names) : undefined;
    },
  };
}

function readExpression(path: string, source: string): RegExp {
  let expression: RegExp;
  try {
    expression = new RegExp(source);
  } catch (error) {
    throw errors.E_ROUTE_REGEXP(path, error instanceof Error ? error.message : String(error));
  }
  if (!safeRegex(expression)) {
    throw errors.E_ROUTE_REGEXP(
      path,
      'it nests repetitions, so that one hostile path could stop the process',
    );
  }
  return expression;
}

function nameGroups(groups: (string | undefined)[], names: string[]): RouteParams {
  const params: RouteParams = {};
  groups.forEach((value, index) => {
    if (value !== undefined) params[names[index] ?? index] = value;
  });
  return params;
}
