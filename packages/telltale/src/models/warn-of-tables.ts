/** Tells at the start what the first request would find out: tables that models need and nobody has made. @module */
import { AdapterError } from '@telltale/orm/definitions';
import type { Log } from '../app/log.ts';
import type { LoadedOrm } from './loaded-orm.ts';

/** Warns of models whose tables are left as they are and don't fit. */
export async function warnOfTables({ orm }: LoadedOrm, log: Log): Promise<void> {
  const problems = (await orm?.unreadable()) ?? [];
  if (problems.length === 0) return;
  log.warn(
    `The tables are left as they are (migrate: 'safe'), and some don't fit their models: ${problems.map(inWords).join(', ')}. Run your migrations, or let the tables follow the models: --alter`,
  );
}

function inWords(problem: Error): string {
  if (!(problem instanceof AdapterError)) return problem.message;
  const { modelIdentity, raw } = problem;
  return `${modelIdentity} (${raw instanceof Error ? raw.message : problem.message})`;
}
