/** A question at the terminal. @module */
import { createInterface } from 'node:readline/promises';
import { UsageError } from './command.ts';

/**
 * Asks before something that can't be taken back, until the answer is yes or no. Enter means no; so do Ctrl-C and
 * Ctrl-D. Whoever says no ends the command with 1, or with 130 by those keys.
 *
 * @throws UsageError when there is nobody to ask
 */
export async function confirm(what: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError(`${what} Nobody can be asked here: add --yes.`);
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  const brokenOff = new Promise<undefined>((resolve) => {
    asking.once('SIGINT', () => resolve(undefined));
    asking.once('close', () => resolve(undefined));
  });
  let question = `${what} Go on? (y/N) `;
  try {
    for (;;) {
      const answer = await Promise.race([asking.question(question), brokenOff]);
      if (answer === undefined) {
        console.log();
        process.exitCode = 130;
        return false;
      }
      if (/^\s*y(es)?\s*$/i.test(answer)) return true;
      if (/^\s*(no?)?\s*$/i.test(answer)) {
        process.exitCode = 1;
        return false;
      }
      question = 'Answer y or n. Go on? (y/N) ';
    }
  } finally {
    asking.close();
  }
}
