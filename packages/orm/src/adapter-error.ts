/** The error of a query that the database refused. @module */
import { OrmError } from './define-errors.ts';
import { errors } from './errors.ts';

/** A query that the database refused; `raw` is the driver's own error. */
export class AdapterError extends OrmError {
  readonly modelIdentity: string;
  /** Names of the attributes that would not be unique any more; empty for other codes. */
  readonly attrNames: readonly string[];
  readonly raw: unknown;

  constructor(origin: OrmError, modelIdentity: string, raw: unknown, attrNames: readonly string[] = []) {
    super(origin.code, origin.status, origin.message, { cause: raw });
    this.name = 'AdapterError';
    this.modelIdentity = modelIdentity;
    this.attrNames = attrNames;
    this.raw = raw;
  }

  /** What may be shown to a client: nothing of the driver's own error, and no SQL. */
  toJSON(): { code: string; message: string; modelIdentity: string; attrNames: readonly string[] } {
    const { code, modelIdentity, attrNames } = this;
    // What the database said of a value names its tables and columns.
    const message = code === 'E_VALUE_REFUSED' ? errors.E_VALUE_REFUSED(modelIdentity).message : this.message;
    return { code, message, modelIdentity, attrNames };
  }
}
