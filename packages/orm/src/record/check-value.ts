/** Judges one value for one attribute. @module */
import type { Column } from '../definition/schema.ts';
import type { Violation } from '../usage-error.ts';
import { fitValue, Misfit } from './fit-value.ts';
import { describe } from './rules.ts';

/**
 * The value as it is kept. What is wrong with it is added to `violations`.
 *
 * @param value not undefined
 */
export function checkValue(column: Column, value: unknown, violations: Violation[]): unknown {
  if (value === null) {
    if (column.required)
      violations.push(violation(column, 'required', value, 'is required and can not be null'));
    else if (!column.nullable)
      violations.push(
        violation(column, 'allowNull', value, 'can not be null (allow it with `allowNull: true`)'),
      );
    return null;
  }
  const fitted = fitValue(column, value);
  if (fitted instanceof Misfit) {
    violations.push(violation(column, 'type', value, `must be ${fitted.expected}`));
    return null;
  }
  if (column.storage === 'integer' && typeof fitted === 'number' && !Number.isSafeInteger(fitted)) {
    violations.push(violation(column, 'type', value, 'must be an integer of at most 53 bits'));
    return null;
  }
  const isEmpty = fitted === '';
  if (isEmpty && column.required) {
    violations.push(violation(column, 'required', value, 'is required and can not be empty'));
    return fitted;
  }
  for (const rule of column.rules) {
    if (isEmpty && !rule.judgesEmpty) continue;
    const problem = rule.problem(fitted);
    if (problem !== undefined) violations.push(violation(column, rule.name, value, problem));
  }
  return fitted;
}

/** A broken rule, in words. A secret's value is not repeated. */
export function violation(column: Column, rule: string, value: unknown, problem: string): Violation {
  const isSecret = column.protect || column.encrypt !== undefined;
  const given = isSecret || value === undefined ? '' : `; got ${describe(value)}`;
  return {
    attribute: column.name,
    rule,
    ...(!isSecret && { value }),
    message: `${column.name} ${problem}${given}`,
  };
}

/** All broken rules as one text. */
export function toDetails(violations: readonly Violation[]): string {
  return violations.map(({ message }) => message).join('; ');
}
