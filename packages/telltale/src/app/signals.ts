/** Ends lifted apps in order when the process is told to end. @module */
import { constants } from 'node:os';

/** What can be lowered. */
interface Lowerable {
  lower(): Promise<void>;
  log: { error(...message: unknown[]): void };
}

const signals = ['SIGINT', 'SIGTERM', 'SIGUSR2'] as const;
const apps = new Set<Lowerable>();

/** Lowers an app when the process gets SIGINT, SIGTERM or SIGUSR2, which then takes its usual effect. */
export function lowerOnSignals(app: Lowerable): void {
  if (apps.size === 0) for (const signal of signals) process.on(signal, lowerAll);
  apps.add(app);
}

/** Takes an app out; with the last one, the process's listeners are gone. */
export function ignoreSignals(app: Lowerable): void {
  if (!apps.delete(app) || apps.size > 0) return;
  for (const signal of signals) process.off(signal, lowerAll);
}

async function lowerAll(signal: NodeJS.Signals): Promise<void> {
  const ending = [...apps];
  // A second signal finds no listener and ends the process at once.
  for (const app of ending) ignoreSignals(app);
  await Promise.all(ending.map((app) => app.lower().catch((error: unknown) => app.log.error(error))));
  process.kill(process.pid, signal);
  // The first process of a container is not ended by a signal that it doesn't listen for.
  if (process.pid === 1) process.exit(128 + constants.signals[signal]);
}
