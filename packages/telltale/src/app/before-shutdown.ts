/** What an app does last, as `config.beforeShutdown` says. @module */
import type { AppContext } from './app-context.ts';
import { settle } from './settle.ts';
import { within } from './within.ts';

/**
 * Lets an app end what it does beside requests.
 *
 * @param patience milliseconds after which the app ends without it, and the log says so
 * @throws what the hook throws
 */
export async function runBeforeShutdown(app: AppContext, patience: number): Promise<void> {
  const { beforeShutdown } = app.config;
  if (!beforeShutdown) return;
  const tooLate = new Error(
    `config.beforeShutdown did not end within ${patience} ms. The app ends without it.`,
  );
  try {
    await within(
      app.run(() => settle(beforeShutdown)),
      patience,
      () => tooLate,
    );
  } catch (error) {
    if (error !== tooLate) throw error;
    app.log.warn(tooLate.message);
  }
}
