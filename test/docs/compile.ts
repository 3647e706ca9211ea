/** Compiles pieces of code as a reader would who pastes them into a project that has Telltale installed. @module */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from './markdown.ts';

/** A piece of code, and where it stands. */
export interface Snippet {
  /** File that it stands in, and the line on which it begins. */
  page: string;
  line: number;
  language: 'ts' | 'js';
  code: string;
}

const options = {
  target: 'ES2023',
  lib: ['ES2023', 'DOM', 'DOM.Iterable', 'ESNext.Disposable'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  esModuleInterop: true,
  allowImportingTsExtensions: true,
  types: ['node'],
};

/**
 * What the reader has already: packages, and names that fragments use. In JavaScript the data of events is anything.
 */
const globals = (language: 'ts' | 'js', more: string): string => `
import type { Sails as App } from 'telltale';
import type { SailsIo, SailsSocket } from '@telltale/client';
import type {} from '@telltale/orm';
import type {} from '@telltale/realtime';
declare global {
  const sails: App;
  const io: Omit<SailsIo, 'socket'> & { socket: SailsSocket${language === 'js' ? '<Record<string, any>>' : ''} };
  const socket: SailsSocket;
  ${more}
}
`;

/**
 * Type-checks snippets, each as a module of its own: TypeScript strictly, JavaScript as far as inference goes.
 *
 * @param more further declarations of names that all of them know
 * @returns what the compiler says of each page: `line: message`
 */
export async function compile(snippets: readonly Snippet[], more = ''): Promise<Map<string, string[]>> {
  const folder = await mkdtemp(join(tmpdir(), 'telltale-docs-'));
  try {
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    const pages = new Map<string, string>();
    for (const [index, { page, line, language, code }] of snippets.entries()) {
      const common =
        language === 'js' && /\bmodule\.exports\b|\brequire\(/.test(code) && !/^import /m.test(code);
      const file = join(language, `${index}.${common ? 'cjs' : language}`);
      pages.set(file, page);
      await mkdir(dirname(join(folder, file)), { recursive: true });
      // As many lines before it as the page has, so that the compiler's numbers are the page's.
      const module = common ? '' : '\nexport {};\n';
      await writeFile(join(folder, file), '\n'.repeat(line - 1) + code + module);
    }
    const found = new Map<string, string[]>();
    const strictness = {
      ts: {},
      js: {
        allowJs: true,
        checkJs: true,
        noImplicitAny: false,
        noImplicitThis: false,
        strictNullChecks: false,
      },
    };
    for (const language of ['ts', 'js'] as const) {
      const config = {
        compilerOptions: { ...options, ...strictness[language] },
        include: [`${language}/*`, `globals-${language}.ts`],
      };
      await writeFile(join(folder, `globals-${language}.ts`), globals(language, more));
      await writeFile(join(folder, `${language}.json`), JSON.stringify(config));
      if (!snippets.some((snippet) => snippet.language === language)) continue;
      for (const message of await runCompiler(folder, `${language}.json`)) {
        const [, file = '', line = '', text = message] = /^([^(]+)\((\d+),\d+\): (.*)/.exec(message) ?? [];
        const page = pages.get(file) ?? file;
        found.set(page, [...(found.get(page) ?? []), `${line}: ${text}`]);
      }
    }
    return found;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The compiler's complaints, one text each. */
function runCompiler(folder: string, project: string): Promise<string[]> {
  const program = join(root, 'node_modules/typescript/bin/tsc');
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [program, '-p', project, '--pretty', 'false'],
      { cwd: folder },
      (error, out, err) => {
        if (error && out === '') reject(new Error(`the compiler did not run: ${err || error.message}`));
        else resolve(out.split(/\n(?! )/).filter((line) => line.trim() !== ''));
      },
    );
  });
}
