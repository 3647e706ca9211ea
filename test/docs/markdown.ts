/** Reads the documentation: its pages, and the code in them. @module */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folder of the repository. */
export const root = join(import.meta.dirname, '../..');

/** A page of Markdown. */
export interface Page {
  /** Path within the repository. */
  name: string;
  text: string;
}

/** A fenced block of code. */
export interface CodeBlock {
  page: string;
  /** Line of the page on which the code begins, from 1. */
  line: number;
  /** What stands after the fence: `ts`, `js`, `html`, `sh` … */
  language: string;
  code: string;
  /** The file that the block is, where a line such as **`config/routes.js`** stands before it. */
  file: string | undefined;
}

/** The pages in `docs/`, those at the root, and the README of each package and example. */
export function allPages(): Page[] {
  const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const top = readdirSync(root).filter((name) => name.endsWith('.md'));
  const workspaces = ['packages', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}/README.md`),
  );
  return [...docs.map((name) => `docs/${name}`), ...top, ...workspaces].flatMap((name) => {
    const page = readPage(name);
    return page ? [page] : [];
  });
}

/** A page by its path; undefined when there is none. */
export function readPage(name: string): Page | undefined {
  try {
    return { name, text: readFileSync(join(root, name), 'utf8') };
  } catch {
    return undefined;
  }
}

/** The blocks of a page, in order. */
export function codeBlocks({ name, text }: Page): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: CodeBlock | undefined;
  let before = '';
  for (const [index, line] of text.split('\n').entries()) {
    const fence = /^```(\S*)/.exec(line);
    if (fence && !open) {
      const file = /^\*\*`([^`]+)`\*\*/.exec(before)?.[1];
      open = { page: name, line: index + 2, language: fence[1] ?? '', code: '', file };
    } else if (fence && open) {
      blocks.push(open);
      open = undefined;
    } else if (open) {
      open.code += `${line}\n`;
    }
    if (!open && line.trim() !== '' && !fence) before = line;
    if (fence && !open) before = '';
  }
  return blocks;
}

/** Anchors of a page: its headings, as GitHub makes them, and those that it sets itself. */
export function anchors({ text }: Page): string[] {
  const seen = new Map<string, number>();
  const headings = text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#{1,6} +(.+?) *$/gm);
  const slugs = Array.from(headings, ([, heading = '']) => {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');
    const slug = words
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
  return [...slugs, ...Array.from(text.matchAll(/<a id="([^"]+)">/g), ([, id = '']) => id)];
}

/** Rows of the tables of a page: the texts of their cells, headings left out. */
export function tableRows({ text }: Page): string[][] {
  const rows: string[][] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (!line.startsWith('|')) continue;
    const next = text.split('\n')[index + 1] ?? '';
    if (/^\|[\s:|-]+\|$/.test(line) || /^\|[\s:|-]+\|$/.test(next)) continue;
    rows.push(
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replaceAll('\\|', '|')),
    );
  }
  return rows;
}
