/** What programs need of the ORM before there is a database: definitions, criteria and errors. @module */
export { AdapterError } from './adapter-error.ts';
export { type Clauses, parseCriteria } from './criteria/parse-criteria.ts';
export { datastoreSettingNames } from './datastore/check-settings.ts';
export { defineModel } from './model/define-model.ts';
export { Deferred } from './query/deferred.ts';
export type { ErrorFilter } from './query/envelope.ts';
export { toIds } from './record/prepare-values.ts';
export { UsageError } from './usage-error.ts';
