/**
 * Carries out a Dockerfile without Docker: instruction by instruction, in folders that stand for the images, each RUN and
 * CMD as it is written. What an image has of its own (Debian, the version of Node.js) is that of this machine. @module
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, lchown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { text } from 'node:stream/consumers';

/** What `docker run` would start. */
export interface BuiltImage {
  /** The folder that stands for the image's WORKDIR. */
  folder: string;
  /** What the image says of its surroundings. */
  env: Record<string, string>;
  /** The user's number, when this process may choose one. */
  user: { uid?: number; gid?: number };
  userName: string;
  command: [string, ...string[]];
  exposed: number[];
  volumes: string[];
  base: string;
}

/** The user `node` of the images of Node.js. */
const nodeUser = 1000;
const isRoot = process.getuid?.() === 0;

/** What a test does beside the instructions. */
export interface Around {
  before(path: string): Promise<unknown>;
  after(folder: string, line: string): Promise<void>;
}

/** An image, and the folder that it is in; that is gone with the block that built it. */
export interface Build extends AsyncDisposable {
  image: BuiltImage;
  path: string;
}

/**
 * Builds the last stage of a Dockerfile.
 *
 * @param context the folder with the Dockerfile
 * @param env surroundings of RUN lines
 * @param around `before` is called with the folder that holds the images' folders, `after` with an image's folder after
 *   each RUN line
 * @throws for an instruction that it does not know, so that none goes untried
 */
export async function buildImage(context: string, env: NodeJS.ProcessEnv, around: Around): Promise<Build> {
  const path = await mkdtemp(join(tmpdir(), 'telltale-image-'));
  await chmod(path, 0o755);
  const remove = () => rm(path, { recursive: true, force: true });
  try {
    return { path, image: await carryOut(context, path, env, around), [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function carryOut(
  context: string,
  path: string,
  env: NodeJS.ProcessEnv,
  around: Around,
): Promise<BuiltImage> {
  const stages = new Map<string, BuiltImage>();
  const ignored = (await readFile(join(context, '.dockerignore'), 'utf8')).split('\n').filter(Boolean);
  const tools = await makeTools(path);
  await around.before(path);
  let image: BuiltImage | undefined;
  for (const [name, rest] of await instructions(context)) {
    if (name === 'FROM') {
      const [base = '', , stage = String(stages.size)] = rest.split(' ');
      const folder = join(path, stage);
      await mkdir(folder);
      image = { folder, env: {}, user: {}, userName: 'root', command: [''], exposed: [], volumes: [], base };
      stages.set(stage, image);
      continue;
    }
    if (!image) throw new Error(`${name} before FROM`);
    switch (name) {
      case 'WORKDIR':
        if (rest !== '/app') throw new Error(`the test knows /app only; got WORKDIR ${rest}`);
        break;
      case 'COPY':
        await copy(image, rest.split(' '), { context, ignored, stages });
        break;
      case 'RUN':
        await runLine(image.folder, rest, { ...env, ...image.env, PATH: `${tools}:${env.PATH}` });
        await around.after(image.folder, rest);
        break;
      case 'ENV':
        Object.assign(image.env, Object.fromEntries([rest.split('=')]));
        break;
      case 'USER':
        image.userName = rest;
        if (isRoot) image.user = { uid: nodeUser, gid: nodeUser };
        break;
      case 'EXPOSE':
        image.exposed.push(Number(rest));
        break;
      case 'VOLUME':
        image.volumes.push(rest);
        break;
      case 'CMD':
        image.command = JSON.parse(rest) as [string, ...string[]];
        break;
      default:
        throw new Error(`the test can't carry out ${name} yet`);
    }
  }
  if (!image) throw new Error('a Dockerfile without FROM');
  return image;
}

async function instructions(context: string): Promise<[name: string, rest: string][]> {
  const lines = (await readFile(join(context, 'Dockerfile'), 'utf8')).replaceAll('\\\n', ' ').split('\n');
  return lines
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]);
}

interface Sources {
  context: string;
  ignored: readonly string[];
  stages: ReadonlyMap<string, BuiltImage>;
}

async function copy(
  image: BuiltImage,
  words: string[],
  { context, ignored, stages }: Sources,
): Promise<void> {
  const flags = words.filter((word) => word.startsWith('--'));
  const paths = words.filter((word) => !word.startsWith('--'));
  const stage = flags.find((flag) => flag.startsWith('--from='))?.slice('--from='.length);
  const from = stage === undefined ? context : stages.get(stage)?.folder;
  if (from === undefined) throw new Error(`there is no stage ${stage}`);
  // The folder of the last word is the WORKDIR; in a stage of the build, the first one is that too.
  for (const given of paths.slice(0, -1)) {
    const source = join(from, stage === undefined ? given : given.replace(/^\/app/, ''));
    const target = /^\.$|^\/app$/.test(given) ? image.folder : join(image.folder, given);
    const isWanted = (file: string): boolean =>
      stage !== undefined || !ignored.some((pattern) => matches(relative(context, file), pattern));
    await cp(source, target, { recursive: true, filter: isWanted, verbatimSymlinks: true });
  }
  if (flags.includes('--chown=node:node') && isRoot) {
    // The folder itself is WORKDIR's, and stays root's.
    for (const name of await readdir(image.folder, { recursive: true })) {
      await lchown(join(image.folder, name), nodeUser, nodeUser);
    }
  }
}

function matches(path: string, pattern: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

/** `chown node:node`, where there is no such user. */
async function makeTools(path: string): Promise<string> {
  const tools = join(path, 'tools');
  await mkdir(tools);
  const chownFor = isRoot ? `exec /bin/chown ${nodeUser}:${nodeUser} "$@"` : 'exit 0';
  const script = `#!/bin/sh\n[ "$1" = node:node ] || { echo "chown $*" >&2; exit 1; }\nshift\n${chownFor}\n`;
  await writeFile(join(tools, 'chown'), script, { mode: 0o755 });
  return tools;
}

async function runLine(cwd: string, line: string, env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn('/bin/sh', ['-c', line], { cwd, env });
  const [[code], out, err] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ]);
  if (code !== 0) throw new Error(`RUN ${line} ended with ${code}: ${out}${err}`);
}
