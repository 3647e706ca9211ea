/** Refuses what a client sent. @module */
import { inspect } from 'node:util';
import type { ModelSchema } from '@telltale/orm';
import { UsageError } from '@telltale/orm/definitions';

/** Codes of requests that can't be understood. */
export type UsageCode = ConstructorParameters<typeof UsageError>[0];

/** Throws the error that is answered with 400. @throws always, with `code` and `details` */
export function refuse(schema: ModelSchema, code: UsageCode, details: string): never {
  throw new UsageError(code, schema.identity, details);
}

/** A given value in a message, short whatever it is. */
export function describe(value: unknown): string {
  const text = inspect(value, { depth: 0, breakLength: Number.POSITIVE_INFINITY, maxStringLength: 60 });
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
