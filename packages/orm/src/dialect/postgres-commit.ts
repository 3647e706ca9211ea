/**
 * Has a commit fail that committed nothing: PostgreSQL answers `commit` with ROLLBACK, and no error, when a query of the
 * transaction has failed. @module
 */
import type { PoolClient } from 'pg';
import { errors } from '../errors.ts';

/** Watches the commits of a connection. */
export function watchCommits(client: PoolClient): void {
  const query = client.query.bind(client) as (...given: unknown[]) => unknown;
  const watched = async (...given: unknown[]): Promise<unknown> => {
    const result = await query(...given);
    if ((result as { command?: unknown }).command !== 'ROLLBACK') return result;
    throw errors.E_TRANSACTION_UNDONE('its error was not let through');
  };
  client.query = ((...given: unknown[]) =>
    given[0] === 'commit' ? watched(...given) : query(...given)) as typeof client.query;
}
