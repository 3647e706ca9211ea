/** The error of a query that was asked wrongly. @module */
import { OrmError } from './define-errors.ts';
import { errors } from './errors.ts';

/** One rule that one value broke. */
export interface Violation {
  attribute: string;
  /** Name of the rule, such as `required`, `type`, `isEmail`, `maxLength`. */
  rule: string;
  /** What was given; absent for protected and encrypted attributes. */
  value?: unknown;
  message: string;
}

export type UsageCode =
  | 'E_INVALID_NEW_RECORD'
  | 'E_INVALID_VALUES_TO_SET'
  | 'E_INVALID_CRITERIA'
  | 'E_INVALID_POPULATES'
  | 'E_INVALID_ASSOCIATED_IDS';

/** A query that was asked wrongly: by the program, or by a client whose input it passed on. Status 400. */
export class UsageError extends OrmError {
  readonly modelIdentity: string;
  /** What was wrong, without the leading sentence of `message`. */
  readonly details: string;
  readonly violations: readonly Violation[];

  constructor(
    code: UsageCode,
    modelIdentity: string,
    details: string,
    violations: readonly Violation[] = [],
  ) {
    const { status, message } = errors[code](modelIdentity, details);
    super(code, status, message);
    this.name = 'UsageError';
    this.modelIdentity = modelIdentity;
    this.details = details;
    this.violations = violations;
  }

  toJSON(): { code: string; details: string; message: string; modelIdentity: string } {
    const { code, details, message, modelIdentity } = this;
    return { code, details, message, modelIdentity };
  }
}
