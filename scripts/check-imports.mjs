/**
 * Holds the packages to the arrows of the architecture: each package may import only what is listed here, none may reach
 * into another's files, and what comes from outside has to be among its dependencies. Run by `npm run lint`.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const arrows = {
  protocol: [],
  client: ['@telltale/protocol'],
  orm: [],
  realtime: ['@telltale/protocol'],
  'create-telltale': [],
  telltale: ['@telltale/realtime', '@telltale/orm', '@telltale/client', 'create-telltale'],
};

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const problems = [];
const graph = new Map();
const installed = new Map();
/** What packages offer beside their main entry, as in `@telltale/orm/definitions`. */
const entries = new Set();

for (const name of readdirSync(join(root, 'packages'))) {
  const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
  installed.set(name, new Set(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })));
  for (const entry of Object.keys(manifest.exports ?? {})) entries.add(`${manifest.name}${entry.slice(1)}`);
  if (!(name in arrows))
    problems.push(`packages/${name}: no arrows are drawn for it in ${relative(root, import.meta.filename)}`);
  for (const file of sources(join(root, 'packages', name, 'src'))) checkFile(name, file);
}
const finished = new Set();
for (const file of graph.keys()) findCycle(file, []);

if (problems.length > 0) {
  console.error([...new Set(problems)].join('\n'));
  process.exit(1);
}

function* sources(folder) {
  for (const entry of readdirSync(folder)) {
    const path = join(folder, entry);
    if (statSync(path).isDirectory()) yield* sources(path);
    else if (/\.ts$/.test(entry) && !/\.(test|test-d)\.ts$/.test(entry)) yield path;
  }
}

function checkFile(name, file) {
  const edges = [];
  graph.set(file, edges);
  const text = readFileSync(file, 'utf8');
  for (const [statement, specifier] of text.matchAll(
    /^(?:import|export)\b[^'"`;]*?from\s+'([^']+)'|^import\s+'([^']+)'/gm,
  )) {
    const target = specifier ?? /'([^']+)'/.exec(statement)[1];
    checkTarget(name, file, target);
    if (target.startsWith('.') && !/^import\s+type\b|^export\s+type\b/.test(statement))
      edges.push(resolve(dirname(file), target));
  }
  // What is loaded only when it is needed closes no cycle.
  for (const [, target] of text.matchAll(/^(?!\s*(?:\*|\/\/)).*?\bimport\('([^']+)'\)/gm))
    checkTarget(name, file, target);
}

/** Whether a package may import what one of its files does. */
function checkTarget(name, file, target) {
  const where = relative(root, file);
  const home = join(root, 'packages', name, 'src');
  if (target.startsWith('.')) {
    if (!resolve(dirname(file), target).startsWith(home))
      problems.push(`${where}: imports ${target}, outside its own package`);
  } else if (/^(@telltale\/|(create-)?telltale(\/|$))/.test(target)) {
    const owner = ownerOf(target);
    if (target !== owner && !entries.has(target)) problems.push(`${where}: reaches into ${target}`);
    if (!arrows[name]?.includes(owner)) problems.push(`${where}: ${name} may not import ${owner}`);
  } else if (!target.startsWith('node:') && !installed.get(name).has(ownerOf(target))) {
    problems.push(`${where}: imports ${target}, which is not among the dependencies of ${name}`);
  }
}

/** The package of a specifier: `@scope/name`, or `name`. */
function ownerOf(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function findCycle(file, path) {
  if (finished.has(file)) return;
  const seen = path.indexOf(file);
  if (seen >= 0) {
    const cycle = [...path.slice(seen), file].map((step) => relative(root, step));
    problems.push(`import cycle: ${cycle.join(' → ')}`);
    return;
  }
  for (const next of graph.get(file) ?? []) findCycle(next, [...path, file]);
  finished.add(file);
}
