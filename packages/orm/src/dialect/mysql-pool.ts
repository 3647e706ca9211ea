/** mysql2's pool, with a bound on the time that a query waits for a connection, which mysql2 has not. @module */
import type { createPool, Pool, PoolConnection, PoolOptions } from 'mysql2';
import type { DatastoreSettings } from '../datastore/settings.ts';
import { AcquireTimeout } from './acquire-timeout.ts';

type Taken = (error: unknown, connection: PoolConnection) => void;

/** The part of a pool that Kysely uses. */
export interface BoundedPool {
  getConnection(taken: Taken): void;
  end(ended: (error: unknown) => void): void;
}

/** Opens a pool. */
export function openMysqlPool(create: typeof createPool, { url, pool, ssl }: DatastoreSettings): BoundedPool {
  const options: PoolOptions = {
    uri: url!,
    connectionLimit: pool?.max ?? 10,
    maxIdle: pool?.max ?? 10,
    idleTimeout: pool?.idleTimeout || 2 ** 31 - 1,
    connectTimeout: pool?.acquireTimeout ?? 10_000,
    charset: 'utf8mb4',
    timezone: 'Z',
    supportBigNumbers: true,
    decimalNumbers: true,
    multipleStatements: false,
    stringifyObjects: true,
    // JSON as text on every server: a parsed JSON string couldn't be told from a text.
    jsonStrings: true,
    ...(ssl !== undefined && { ssl: ssl === true ? {} : (ssl as object) }),
  };
  const created = create(options);
  // A connection that the server ends while a transaction has it is told by an event, which unheard would end the
  // process. The next query on it fails, and that is where it is dealt with.
  created.on('connection', (connection) => connection.on('error', () => {}));
  return bounded(created, pool?.acquireTimeout ?? 10_000);
}

function bounded(pool: Pool, acquireTimeout: number): BoundedPool {
  return {
    getConnection: (taken) => {
      let isLate = false;
      const timer =
        acquireTimeout === 0
          ? undefined
          : setTimeout(() => {
              isLate = true;
              taken(new AcquireTimeout('no free connection'), undefined as never);
            }, acquireTimeout);
      pool.getConnection((error, connection) => {
        clearTimeout(timer);
        if (!isLate) taken(error, connection);
        else if (!error) connection.release();
      });
    },
    end: (ended) => pool.end(ended),
  };
}
