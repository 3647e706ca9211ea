/**
 * Checks each published package as its users would receive it: entry points, types, files that exist, and whether what it
 * brings along runs on the Node.js that it promises.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { engineProblems } from './engines.mjs';

const packages = fileURLToPath(new URL('../packages', import.meta.url));
const attw = fileURLToPath(new URL('../node_modules/.bin/attw', import.meta.url));
let failed = false;

for (const name of readdirSync(packages)) {
  const pkgDir = join(packages, name);
  const { messages, pkg } = await publint({ pkgDir, strict: true });
  for (const message of messages) {
    failed = true;
    console.error(`${name}: ${formatMessage(message, pkg)}`);
  }
  try {
    execFileSync(attw, ['--pack', pkgDir, '--profile', 'esm-only', '--format', 'ascii', '--quiet'], {
      encoding: 'utf8',
    });
  } catch (error) {
    failed = true;
    console.error(`${name}: ${error.stdout ?? error.message}`);
  }
}
for (const problem of engineProblems(new URL('../package-lock.json', import.meta.url))) {
  failed = true;
  console.error(problem);
}
process.exitCode = failed ? 1 : 0;
