/**
 * Gathers the pages of the site in `.pages`: those of `docs/`, the READMEs of the examples and the packages, and the
 * changelog. A link to another gathered page stays one; a link to a source file becomes the file's name, since the site
 * does not hold the sources.
 *
 * @module
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

const root = join(import.meta.dirname, '..');
const out = join(import.meta.dirname, '.pages');

/** Address in the site of each gathered file of the repository. */
const pages = new Map([
  ['CHANGELOG.md', 'changelog.md'],
  ['CONTRIBUTING.md', 'contributing.md'],
  ['SECURITY.md', 'reporting.md'],
  ...markdownIn('docs').map((name) => [`docs/${name}`, name === 'README.md' ? 'index.md' : name]),
  ...readMes('examples'),
  ...readMes('packages'),
]);

rmSync(out, { recursive: true, force: true });
for (const [from, to] of pages) {
  const target = join(out, to);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, linked(readFileSync(join(root, from), 'utf8'), from, to));
}
cpSync(join(root, 'docs/images'), join(out, 'images'), { recursive: true });

function markdownIn(folder) {
  return readdirSync(join(root, folder)).filter((name) => name.endsWith('.md'));
}

function readMes(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && readdirSync(join(root, folder, entry.name)).includes('README.md'),
    )
    .map(({ name }) => [`${folder}/${name}/README.md`, `${folder}/${name}.md`]);
}

/** The text of a page with its links as the site has them; blocks of code are left as they are. */
function linked(text, from, to) {
  return text
    .split(/(^```[\s\S]*?^```)/m)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replace(/(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g, link),
    )
    .join('');

  function link(whole, picture, label, address) {
    if (/^([a-z]+:|#)/.test(address)) return whole;
    const [path = '', anchor] = address.split('#');
    const file = posix.normalize(posix.join(posix.dirname(from), path));
    const page = pages.get(file) ?? pages.get(posix.join(file, 'README.md'));
    if (page !== undefined) {
      const way = posix.relative(posix.dirname(to), page);
      return `${picture}[${label}](./${way}${anchor === undefined ? '' : `#${anchor}`})`;
    }
    if (picture) {
      const way = posix.join('images', posix.basename(path));
      cpSync(join(root, file), join(out, way));
      return `![${label}](./${posix.relative(posix.dirname(to), way)})`;
    }
    return label;
  }
}
