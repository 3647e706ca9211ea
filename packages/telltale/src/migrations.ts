/** What a migration is written with. @module telltale/migrations */
export { type Kysely, sql } from '@telltale/orm/migrations';
