/** An app that has the packages as their users get them: packed, and with nothing but what they declare. @module */
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const run = promisify(execFile);

const root = fileURLToPath(new URL('..', import.meta.url));

interface Manifest {
  name: string;
  bin?: Record<string, string>;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

/** A folder outside the workspace; it is gone with the block that made it. */
export interface PackedApp extends AsyncDisposable {
  path: string;
}

/**
 * Makes the app's folder.
 *
 * Nothing comes from the network: the packages are packed and unpacked, and what each declares is linked to the copy that
 * the workspace has. So a file or a dependency that was forgotten is missing here too.
 *
 * @param packages folders of the packages, with those that they depend on
 * @param files path → text
 */
export async function packedApp(
  packages: readonly string[],
  files: Record<string, string>,
): Promise<PackedApp> {
  const path = await mkdtemp(join(tmpdir(), 'telltale-packed-'));
  await Promise.all(packages.map((folder) => installPacked(join(root, 'packages', folder), path)));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, file)), { recursive: true });
    await writeFile(join(path, file), text);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Packs a package, as it would be published. Returns the path of the file. */
export async function pack(name: string, destination: string): Promise<string> {
  const cwd = join(root, 'packages', name);
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', destination], { cwd });
  const [packed] = JSON.parse(stdout) as [{ filename: string }];
  return join(destination, packed.filename);
}

async function installPacked(source: string, app: string): Promise<void> {
  const { name, bin = {}, dependencies, peerDependencies } = await manifestOf(source);
  const home = join(app, 'node_modules', name);
  await mkdir(home, { recursive: true });
  await run('tar', ['-xzf', await pack(basename(source), app), '--strip-components=1', '-C', home]);
  for (const dependency of Object.keys({ ...dependencies, ...peerDependencies })) {
    if (/^(@telltale\/|telltale$)/.test(dependency)) continue;
    await link(await copyOf(dependency, source), join(home, 'node_modules', dependency));
  }
  for (const [command, file] of Object.entries(bin)) {
    await chmod(join(home, file), 0o755);
    await link(join(home, file), join(app, 'node_modules/.bin', command));
  }
}

async function manifestOf(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** The package's own copy of a dependency, else the workspace's. */
async function copyOf(dependency: string, source: string): Promise<string> {
  const own = join(source, 'node_modules', dependency);
  return manifestOf(own).then(
    () => own,
    () => join(root, 'node_modules', dependency),
  );
}

async function link(target: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path);
}
