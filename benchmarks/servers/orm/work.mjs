/** Does a kind of work again and again, as the run commands: there is no socket between. @module */
import { announce } from '../control.mjs';

/** @param cases by name: functions that do the `at`-th work of a kind */
export function announceWork(cases) {
  announce({
    port: 0,
    commands: {
      /** @returns seconds */
      async work({ kind, count }) {
        const run = cases[kind];
        const start = performance.now();
        for (let at = 0; at < count; at += 1) await run(at);
        return (performance.now() - start) / 1_000;
      },
    },
  });
}
