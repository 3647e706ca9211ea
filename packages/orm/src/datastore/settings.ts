/** Settings of a datastore. A URL is enough. @module */

/** Bounds of a pool of connections. SQLite has one connection and no pool. */
export interface PoolSettings {
  /** Greatest number of connections. @default 10 */
  max?: number;
  /** Milliseconds after which an idle connection is closed. 0: never. @default 10_000 */
  idleTimeout?: number;
  /**
   * Milliseconds to wait for a free connection, for the database to answer, or for another process that writes to a file of
   * SQLite. 0: for ever. @default 10_000
   */
  acquireTimeout?: number;
}

export interface DatastoreSettings {
  /**
   * `sqlite:data/app.db`, `sqlite::memory:`, `postgres://user:password@host:5432/database` or
   * `mysql://user:password@host:3306/database` (MariaDB too). @default 'sqlite::memory:'
   */
  url?: string;
  pool?: PoolSettings;
  /** Whether the connection is encrypted; an object goes to the driver as it is. @default what the URL says */
  ssl?: boolean | object;
  /** Milliseconds from which a query is told to `log`. Absent: none is. */
  slowQueryThreshold?: number;
  /** `false` does without `insert … returning` where the server has it, for proxies that don't. @default true */
  returning?: boolean;
  /** Accepted from older configuration, and ignored: the URL says which database it is. */
  adapter?: string;
}

/** A query that took longer than `slowQueryThreshold`. Values are not told, since they may be secrets. */
export interface SlowQuery {
  datastore: string;
  sql: string;
  milliseconds: number;
}

/** Where warnings go. `console` fits. */
export interface OrmLog {
  warn(message: string): void;
}
