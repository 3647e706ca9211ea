/** The site: its menu follows the list in `docs/README.md`, so that a page is put in its place once. @module */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';

const pages = join(import.meta.dirname, '../.pages');
const reference = join(pages, 'reference/typedoc-sidebar.json');

export default defineConfig({
  title: 'Telltale',
  description:
    'Write a route once. Reach it by HTTP or over a socket. Tell everyone who cares when something changes.',
  srcDir: '.pages',
  outDir: 'dist',
  cleanUrls: true,
  metaChunk: true,
  lastUpdated: false,
  ignoreDeadLinks: 'localhostLinks',
  markdown: { anchor: { level: [1, 2, 3, 4] }, config: leaveBraces },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Getting started', link: '/getting-started' },
      { text: 'Guide', link: '/' },
      { text: 'Reference', link: '/reference/' },
      { text: 'Errors', link: '/errors' },
    ],
    sidebar: {
      '/reference/': [
        {
          text: 'Reference',
          items: existsSync(reference) ? JSON.parse(readFileSync(reference, 'utf8')) : [],
        },
      ],
      '/': menu(readFileSync(join(pages, 'index.md'), 'utf8')),
    },
    outline: [2, 3],
  },
});

/** The pages are texts, not templates: outside of blocks, which VitePress leaves alone, `{{name}}` is to be read as it stands. */
function leaveBraces({ renderer: { rules } }) {
  for (const name of ['text', 'code_inline', 'html_inline', 'html_block']) {
    const render = rules[name];
    rules[name] = (...given) => render(...given).replaceAll('{{', '&#123;&#123;');
  }
}

/** A group for each line in bold, an item for each line of the list under it. */
function menu(index) {
  const groups = [];
  for (const line of index.split('\n')) {
    const title = /^\*\*(.+)\*\*$/.exec(line)?.[1];
    if (title !== undefined) groups.push({ text: title, items: [] });
    else if (line.startsWith('- '))
      for (const [, text, path] of line.matchAll(/\[([^\]]+)\]\(\.\/([^)#]+)\.md\)/g))
        groups.at(-1)?.items.push({ text, link: `/${path}` });
  }
  return groups;
}
