/** Runs an app in a process of its own, and starts it anew when its files change. @module */
import { relative } from 'node:path';
import type { AppCall } from '../app-flags.ts';
import { paint } from '../terminal.ts';
import { AppProcess } from './app-process.ts';
import type { Lifted } from './messages.ts';
import { type Watching, watchApp } from './watch-app.ts';

/** Milliseconds without a further change until a change counts: an editor writes in several steps. */
const calm = 50;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Lifts an app, and again after every change. What does not start the first time ends the command; what stops starting
 * later waits for the next change.
 */
export async function supervise(appPath: string, call: AppCall): Promise<void> {
  await new Supervisor(appPath, call).begin();
}

class Supervisor {
  readonly #appPath: string;
  readonly #call: AppCall;
  #running: AppProcess;
  /** Ready for the next start. */
  #standby: AppProcess | undefined;
  #watching: Watching | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Known once the app has said in which environment it is. */
  #followsChanges = false;
  #restarting = false;
  #changed: string | undefined;
  #ending = false;

  constructor(appPath: string, call: AppCall) {
    this.#appPath = appPath;
    this.#call = call;
    this.#running = new AppProcess(appPath);
  }

  async begin(): Promise<void> {
    for (const signal of signals) process.once(signal, () => void this.#end(signal));
    const starting = this.#running.lift(this.#call, false);
    this.#watching = await watchApp(this.#appPath, (file) => this.#onChange(file), this.#say);
    const lifted = await starting;
    if (this.#ending) return;
    if (typeof lifted === 'number') {
      process.exitCode = lifted;
      return this.#watching.close();
    }
    this.#follow(this.#running, lifted);
    this.#followsChanges = lifted.environment === 'development';
    if (!this.#followsChanges) return this.#watching.close();
    // What changed while the app was starting.
    await this.#restart();
  }

  #onChange(file: string): void {
    this.#changed = file;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#restart(), calm);
  }

  async #restart(): Promise<void> {
    if (!this.#followsChanges || this.#restarting || this.#ending) return;
    this.#restarting = true;
    while (this.#changed !== undefined && !this.#ending) {
      this.#say(`${relative(this.#appPath, this.#changed)} changed.`);
      this.#changed = undefined;
      await this.#running.stop();
      if (!this.#ending) await this.#startAgain();
    }
    this.#restarting = false;
  }

  async #startAgain(): Promise<void> {
    const next = this.#standby ?? new AppProcess(this.#appPath);
    this.#standby = undefined;
    this.#running = next;
    const lifted = await next.lift(this.#call, true);
    if (typeof lifted === 'number') this.#say('Waiting for a change.');
    else this.#follow(next, lifted);
  }

  /** Sees to what comes after a start: the next one, and an end that nobody asked for. */
  #follow(process: AppProcess, { environment, needs }: Lifted): void {
    void process.ended.then((code) => this.#onEnd(process, code));
    if (environment !== 'development') return;
    this.#standby ??= new AppProcess(this.#appPath);
    this.#standby.prepare(needs);
  }

  #onEnd(ended: AppProcess, code: number): void {
    if (this.#restarting || this.#ending || ended !== this.#running) return;
    if (this.#watching?.isOpen) this.#say(`The app ended with ${code}. Waiting for a change.`);
    else process.exitCode = code;
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#ending = true;
    const all = [this.#running, ...(this.#standby ? [this.#standby] : [])];
    // A second signal ends everything at once.
    for (const each of signals) {
      process.removeAllListeners(each);
      process.once(each, () => {
        for (const one of all) one.kill();
        process.kill(process.pid, each);
      });
    }
    this.#standby?.kill();
    await Promise.all([this.#watching?.close(), this.#running.stop()]);
    for (const each of signals) process.removeAllListeners(each);
    process.kill(process.pid, signal);
  }

  readonly #say = (text: string): void => {
    if (!this.#call.flags.silent) console.log(paint('dim', text));
  };
}
