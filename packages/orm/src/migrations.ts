/** What a migration is written with: Kysely as the ORM has it, for apps that don't depend on it themselves. @module */
export { type Kysely, sql } from './kysely.ts';
