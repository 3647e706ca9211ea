/**
 * Whether everything that is installed with a published package runs on the oldest Node.js that the package promises, as
 * far as `engines` in package-lock.json says. Part of `npm run check:packages`.
 */
import { readFileSync } from 'node:fs';
import semver from 'semver';

/**
 * What asks for a newer Node.js and is not ours to choose: who needs it, and what it is. Each is proven by the whole suite,
 * which CI runs on Node.js 20.
 */
const proven = [
  // Fastify's `inject`, behind `app.request()`, reads cookies with it: an ES module, which Node.js 20.19 can require.
  'light-my-request needs cookie',
];

/**
 * @param {URL} lockfile
 * @returns {string[]} a sentence for each problem
 */
export function engineProblems(lockfile) {
  const { packages } = JSON.parse(readFileSync(lockfile, 'utf8'));
  const problems = new Set();
  const spared = new Set();
  for (const path of Object.keys(packages).filter((key) => /^packages\/[^/]+$/.test(key))) {
    const promised = packages[path].engines?.node ?? '*';
    const oldest = semver.minVersion(promised);
    for (const { name, version, engines, by } of installedWith(packages, path)) {
      const asked = engines?.node ?? '*';
      if (semver.satisfies(oldest, asked)) continue;
      const what = `${by} needs ${name}`;
      if (proven.includes(what)) spared.add(what);
      else
        problems.add(`${path} promises Node.js ${promised}, but ${what} ${version}, which asks for ${asked}`);
    }
  }
  for (const what of proven) if (!spared.has(what)) problems.add(`${what}: that need not be spared any more`);
  return [...problems];
}

/** Every package that npm installs with one, once for each that needs it. */
function* installedWith(packages, start) {
  const seen = new Set();
  const left = [start];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const {
      name = nameOf(path),
      dependencies,
      optionalDependencies,
      peerDependencies,
      peerDependenciesMeta,
    } = packages[path];
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const found = resolve(packages, path, needed);
      if (found !== undefined) {
        yield { ...packages[found], name: needed, by: name };
        left.push(found);
      } else if (!optionalDependencies?.[needed] && !peerDependenciesMeta?.[needed]?.optional) {
        throw new Error(`package-lock.json has no ${needed}, which ${path} needs`);
      }
    }
  }
}

/** Where Node.js finds a package from another one's folder; packages of the workspace are links. */
function resolve(packages, from, name) {
  for (let folder = from; ; folder = folder.replace(/\/?(node_modules|[^/]+)$/, '')) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    const found = packages[path];
    if (found) return found.link ? found.resolved : path;
    if (folder === '') return undefined;
  }
}

function nameOf(path) {
  return path.split('node_modules/').at(-1);
}
