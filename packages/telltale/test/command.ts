/** The command `telltale`, run as its users run it. @module */
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import manifest from '../package.json' with { type: 'json' };
import type { AppFolder } from './app-folder.ts';

const bin = `${import.meta.dirname}/../${manifest.bin.telltale}`;
const { NODE_ENV: _test, PORT: _port, ...environment } = process.env;

/** How a command ended, and what it said. */
export interface Ended {
  code: number | null;
  signal: string | null;
  out: string;
  err: string;
}

/** A command that is running; it is ended with the block that started it. */
export class Command implements AsyncDisposable {
  out = '';
  err = '';
  #all = '';
  #read = 0;
  readonly #heard = new EventEmitter();
  readonly #child;
  readonly ended: Promise<Ended>;

  /**
   * @param around a program with its arguments, in which it is run
   * @param script another command than `telltale`
   */
  constructor(
    folder: AppFolder,
    args: string[],
    env: Record<string, string> = {},
    around: readonly string[] = [],
    script = bin,
  ) {
    const [program = '', ...rest] = [...around, process.execPath, script, ...args];
    this.#child = spawn(program, rest, {
      cwd: folder.path,
      env: { ...environment, ...env },
    });
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.out += chunk;
      this.#all += chunk;
      this.#heard.emit('more');
    });
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.err += chunk;
      this.#all += chunk;
      this.#heard.emit('more');
    });
    this.ended = once(this.#child, 'close').then(([code, signal]) => ({
      code,
      signal,
      out: this.out,
      err: this.err,
    }));
  }

  /** Process id. */
  get pid(): number {
    return this.#child.pid!;
  }

  /** Waits for the banner and gives the address in it. */
  async url(): Promise<string> {
    const [url] = await this.says(/http:\/\/localhost:\d+(?=[^\n]*\n)/);
    return url;
  }

  /** Waits until it has said something, on standard output or error, after what was waited for before. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.#all.slice(this.#read));
      if (found) {
        this.#read += found.index + found[0].length;
        return found;
      }
      const more = once(this.#heard, 'more').then(() => undefined);
      const ended = await Promise.race([more, this.ended]);
      if (ended) throw new Error(`ended without ${pattern}: ${JSON.stringify(ended)}`);
    }
  }

  /** Writes to its standard input. */
  write(text: string): void {
    this.#child.stdin.write(text);
  }

  /** Writes to its standard input, and ends that. */
  end(text: string): void {
    this.#child.stdin.end(text);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }
}

/** Runs a command to its end. */
export async function run(folder: AppFolder, args: string[], env?: Record<string, string>): Promise<Ended> {
  await using command = new Command(folder, args, env);
  return await command.ended;
}
