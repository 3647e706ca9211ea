/** One process that runs the app, seen from the one that watches. @module */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageFolder } from '../../app/own-package.ts';
import type { AppCall } from '../app-flags.ts';
import type { Lifted, Order } from './messages.ts';

/** Milliseconds that a process has to end by itself. */
const patience = 3_000;

const script = join(packageFolder, 'dist/bundle/cli/watch/child.js');

/** A process that runs the app, or is ready to. */
export class AppProcess {
  readonly #child: ChildProcess;
  /** How it ended: its code, or 1 after a signal. */
  readonly ended: Promise<number>;

  constructor(appPath: string) {
    this.#child = fork(script, { cwd: appPath, stdio: 'inherit' });
    // The channel is read to its end, so that an app which crashes as soon as it is lifted is known to have been.
    this.ended = Promise.all([once(this.#child, 'exit'), once(this.#child, 'disconnect')]).then(
      ([[code]]) => code ?? 1,
    );
  }

  /** Lets it load what every start of the app needs. */
  prepare(needs: Lifted['needs']): void {
    this.#tell({ prepare: needs });
  }

  /** Lifts the app in it. @returns what it says of the app; its code when it ended instead, having said why */
  async lift(call: AppCall, again: boolean): Promise<Lifted | number> {
    this.#tell({ lift: call, again });
    const lifted = once(this.#child, 'message').then(([message]) => message as Lifted);
    return Promise.race([lifted, this.ended]);
  }

  /** Ends it, by force when it takes too long. */
  async stop(): Promise<void> {
    this.#tell('stop');
    const timer = setTimeout(() => this.kill(), patience);
    await this.ended;
    clearTimeout(timer);
  }

  /** Ends it at once. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #tell(order: Order): void {
    // It may have ended a moment ago, which `ended` tells.
    if (this.#child.connected) this.#child.send(order, () => {});
  }
}
