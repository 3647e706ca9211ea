/** Holds the code in the documentation to what the packages are: every block compiles. @module */
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { compile, type Snippet } from './compile.ts';
import { allPages, anchors, type CodeBlock, codeBlocks, readPage, root } from './markdown.ts';

const pages = allPages();
const snippets = pages.flatMap(codeBlocks).flatMap(toSnippets);
let complaints: Map<string, string[]>;

beforeAll(async () => {
  complaints = await compile(snippets);
});

test.each(pages.map(({ name }) => name))('should compile, every block of it, when it is %s', (name) => {
  expect(complaints.get(name) ?? []).toEqual([]);
});

test('should complain when a block does not compile, and say where', async () => {
  const found = await compile([
    { page: 'a.md', line: 7, language: 'ts', code: "import { lift } from 'telltale';\nlift(1);\n" },
    { page: 'b.md', line: 3, language: 'js', code: 'const socket = io.sails.conect();\n' },
  ]);
  expect(found.get('a.md')?.[0]).toMatch(/^7: error TS\d+: .*'lift'/);
  expect(found.get('b.md')?.[0]).toMatch(/^3: error TS\d+: .*'conect'/);
});

test.each(pages.map((page) => [page.name, page] as const))(
  'should link to what is there when it is %s',
  (name, page) => {
    const prose = page.text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
    const broken: string[] = [];
    for (const [, target = ''] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      const linked = path === '' ? name : posix.join(posix.dirname(name), path);
      const heads = linked.endsWith('.md') ? readPage(linked) : undefined;
      if (!existsSync(join(root, linked))) broken.push(target);
      else if (anchor && heads && !anchors(heads).includes(anchor)) broken.push(target);
    }
    expect(broken).toEqual([]);
  },
);

/** The code of a block; of a page of HTML, each of its inline scripts. */
function toSnippets({ page, line, language, code, file }: CodeBlock): Snippet[] {
  // Files of one app, which import each other: getting-started.test.ts checks them in it.
  if (page === 'docs/getting-started.md' && file !== undefined) return [];
  if (language === 'ts' || language === 'js') return [{ page, line, language, code }];
  if (language !== 'html') return [];
  return Array.from(
    code.matchAll(/(<script>)([\s\S]*?)<\/script>/g),
    ({ index, 1: tag = '', 2: script = '' }) => {
      const before = code.slice(0, index + tag.length).split('\n').length - 1;
      return { page, line: line + before, language: 'js', code: script };
    },
  );
}
