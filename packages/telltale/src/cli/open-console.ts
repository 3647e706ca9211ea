/** An app at a prompt. @module */
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type REPLServer, start } from 'node:repl';
import type { Sails } from '../app/sails.ts';
import { type AppCall, settingsAround } from './app-flags.ts';
import { paint } from './terminal.ts';

/** Where the lines of former sessions are kept, in the app's folder. */
const historyFile = '.tmp/console-history';

/**
 * Starts an app and a prompt beside it, until the input ends.
 *
 * @param lifts whether the app listens
 */
export async function openConsole(appPath: string, call: AppCall, lifts: boolean): Promise<void> {
  const given = settingsAround(appPath, call);
  const [{ Sails }, { ignoreSignals }] = await Promise.all([
    import('../app/sails.ts'),
    import('../app/signals.ts'),
  ]);
  const app = new Sails();
  if (lifts) await app.lift(given).catch(sayHowBeside);
  else await app.load(given);
  // At a prompt Ctrl-C breaks off a line, which a listener of the app would take for its own end.
  ignoreSignals(app);
  const names = nameAll(app);
  if (!call.flags.silent) console.log(paint('dim', `${names.join(', ')} are at hand. Ctrl-D ends it.`));
  const prompt = start({
    prompt: 'telltale> ',
    useGlobal: true,
    ignoreUndefined: true,
    breakEvalOnSigint: true,
  });
  const signal = firstSignal();
  await keepHistory(prompt, join(appPath, historyFile));
  const isIdle = oneByOne(prompt);
  await Promise.race([once(prompt, 'exit').then(isIdle), signal]);
  await app.lower();
  const ending = await Promise.race([signal, undefined]);
  if (ending) process.kill(process.pid, ending);
}

/** Settles when the process is told to end, whatever the prompt waits for. */
function firstSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve(signal));
  });
}

/** The port is often taken by the same app, which runs in another window. */
function sayHowBeside(error: unknown): never {
  if (error instanceof Error && Reflect.get(error, 'code') === 'EADDRINUSE') {
    error.message += ', or leave the app that runs there: telltale console --dont-lift';
  }
  throw error;
}

/**
 * Lets a line wait for the one before it, as piped lines would not.
 *
 * A line is over when it has a result, or when the prompt is shown again: what a line throws at once has no result, and
 * one that never ends is broken off with Ctrl-C.
 *
 * @returns waits for the last one
 */
function oneByOne(prompt: REPLServer): () => Promise<void> {
  const { eval: evaluate, displayPrompt } = prompt;
  let last = Promise.resolve();
  let over = (): void => {};
  const inOrder: typeof evaluate = (code, context, file, done) => {
    const turn = () =>
      new Promise<void>((resolve) => {
        over = resolve;
        evaluate.call(prompt, code, context, file, (error, result) => {
          done(error, result);
          resolve();
        });
      });
    last = last.then(turn);
  };
  Object.assign(prompt, {
    eval: inOrder,
    displayPrompt(preserveCursor?: boolean) {
      displayPrompt.call(prompt, preserveCursor);
      over();
    },
  });
  return () => last;
}

/** Makes the app and its models global, where the name is free. */
function nameAll(app: Sails): string[] {
  const models = app.isOn('orm') ? Object.values(app.models) : [];
  const names: [string, unknown][] = [
    ['sails', app],
    ...models.map((model) => [model.globalId, model] as [string, unknown]),
  ];
  const free = names.filter(([name, value]) => {
    const there: unknown = Reflect.get(globalThis, name);
    return there === undefined || there === value;
  });
  for (const [name, value] of free) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
  return [...new Set(free.map(([name]) => name))];
}

async function keepHistory(prompt: REPLServer, file: string): Promise<void> {
  if (!process.stdin.isTTY) return;
  mkdirSync(dirname(file), { recursive: true });
  await new Promise<void>((resolve) => prompt.setupHistory(file, () => resolve()));
}
