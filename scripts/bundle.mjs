/**
 * Makes of each package's modules the few files that are published: an app starts in a good part of the time that
 * loading hundreds would take. What is imported only when needed stays a file of its own. Run by `npm run build`, after
 * the compiler, whose files are for types, tests and the reference.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const packages = fileURLToPath(new URL('../packages', import.meta.url));

/** Modules that are started by their path, beside those under `exports`. */
const commands = { telltale: ['cli/bin', 'cli/watch/child'], 'create-telltale': ['bin'] };

for (const name of ['protocol', 'orm', 'realtime', 'create-telltale', 'telltale']) {
  const folder = join(packages, name);
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const offered = Object.values(exports).flatMap((entry) =>
    typeof entry === 'string' ? [] : [/^\.\/dist\/bundle\/(.+)\.js$/.exec(entry.default)[1]],
  );
  const outdir = join(folder, 'dist/bundle');
  rmSync(outdir, { recursive: true, force: true });
  await build({
    entryPoints: [...offered, ...(commands[name] ?? [])].map((entry) => join(folder, 'src', `${entry}.ts`)),
    outbase: join(folder, 'src'),
    outdir,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: 'linked',
  });
}
