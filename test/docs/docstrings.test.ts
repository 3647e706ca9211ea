/** Holds the examples in docstrings to the code: each fits its types, and what is said to come out does come out. @module */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { compile } from './compile.ts';
import { root } from './markdown.ts';
import { sourceFiles } from './source.ts';

interface Example {
  package: string;
  path: string;
  /** Line of the file on which it begins. */
  line: number;
  code: string;
}

const packages = ['protocol', 'client', 'realtime', 'orm', 'create-telltale', 'telltale'];

/** What examples take for granted: an app, an action's request. */
const surroundings = `
  const app: import('telltale').Sails;
  const fastify: import('fastify').FastifyInstance;
  const req: import('telltale').Request;
  const res: import('telltale').Response;
`;

const examples = packages.flatMap((name) => sourceFiles(name).flatMap((file) => examplesOf(name, file)));
const exported = new Map(packages.map((name) => [name, exportsOf(name)]));
let complaints: Map<string, string[]>;

beforeAll(async () => {
  const snippets = examples.map((example) => ({
    page: labelOf(example),
    line: example.line,
    language: 'ts' as const,
    code: `${importsOf(example)} ${example.code}`,
  }));
  complaints = await compile(snippets, surroundings);
});

test.each([...new Set(examples.map(({ path }) => path))])(
  'should fit the types when it is an example of %s',
  (path) => {
    const said = examples
      .filter((example) => example.path === path)
      .flatMap((example) => complaints.get(labelOf(example)) ?? []);
    expect(said.filter((text) => !isFragment.test(text))).toEqual([]);
  },
);

const stated = examples.flatMap((example) =>
  Array.from(
    example.code.matchAll(/^(\w+\(.*\)(?:\.\w+(?:\(.*\))?)?); *\/\/ (.+)$/gm),
    ([, call = '', outcome = '']) => ({
      example,
      call,
      outcome: isWhole(call, example) ? literal(outcome) : undefined,
    }),
  ).flatMap((one) => (one.outcome === undefined ? [] : [{ ...one, outcome: one.outcome }])),
);

test.each(stated.map((one) => [one.call, one.outcome, one.example] as const))(
  '%s should be %s',
  async (call, outcome, example) => {
    const names: Record<string, unknown> = {};
    for (const [name, file] of namesIn(example)) names[name] = (await import(file))[name];
    const before = Array.from(example.code.matchAll(/^const .*;$/gm), ([line]) => line).join('\n');
    const evaluate = (code: string): unknown =>
      new Function(...Object.keys(names), `${before}\nreturn (${code});`)(...Object.values(names));
    // Copied, since some outcomes have no prototype.
    expect(structuredClone({ outcome: evaluate(call) })).toEqual({ outcome: evaluate(outcome) });
  },
);

test('should find examples in every package, and outcomes to try', () => {
  expect(new Set(examples.map((example) => example.package))).toEqual(new Set(packages));
  expect(stated.length).toBeGreaterThan(10);
});

function examplesOf(name: string, { path, text }: { path: string; text: string }): Example[] {
  return Array.from(
    text.matchAll(/^ *\/\*\*(?:(?!\*\/)[\s\S])*?@example\n((?: *\*(?!\/).*\n)*)/gm),
    ({ 0: all, 1: body = '', index }) => ({
      package: name,
      path,
      line: text.slice(0, index + all.length - body.length).split('\n').length,
      code: body.replace(/^ *\* ?/gm, '').replace(/^@[\s\S]*/m, ''),
    }),
  );
}

/** What the compiler says of a name that stands for something the reader has, such as a model of the app. */
const isFragment = /error TS(?:2304|2552|18004|7006|7031):/;

/** Whether a call says all that it needs: literals, what packages export, and constants of the same example. */
function isWhole(call: string, example: Example): boolean {
  const constants = Array.from(example.code.matchAll(/^const (\w+)/gm), ([, name = '']) => name);
  const known = new Set([
    ...namesIn(example).map(([name]) => name),
    ...constants,
    'true',
    'false',
    'undefined',
  ]);
  const words = call.replace(/'[^']*'|"[^"]*"/g, '').matchAll(/(?<![.\w])[A-Za-z_]\w*(?!\w| *:)/g);
  return Array.from(words).every(([name]) => known.has(name));
}

/** The file that the compiler makes of a source file. */
function compiled(path: string): string {
  return join(root, path.replace('/src/', '/dist/').replace(/\.ts$/, '.js'));
}

function labelOf({ path, line }: Example): string {
  return `${path}:${line}`;
}

/** Everything that a package's files export, public or not: name → compiled file. */
function exportsOf(name: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const { path, text } of sourceFiles(name)) {
    const file = compiled(path);
    if (!existsSync(file)) continue;
    const declarations = text.matchAll(/^export (?:async )?(?:function|const|class|interface|type) (\w+)/gm);
    for (const [, declared = ''] of declarations) names.set(declared, file);
  }
  return names;
}

/** The names of its package, or of one below it, that an example uses and does not declare itself. */
function namesIn({ package: name, code }: Example): [name: string, file: string][] {
  const found = new Map<string, string>();
  for (const one of [name, 'protocol', 'realtime', 'telltale']) {
    for (const [exportedName, file] of exported.get(one) ?? []) {
      const uses = new RegExp(`(?<![.\\w'\`/-])${exportedName}(?=[(<.,;)\\]\\s])(?! *:)`).test(code);
      const declares = new RegExp(`(?:const|function|interface|import \\{) ${exportedName}\\b`).test(code);
      if (uses && !declares && !found.has(exportedName)) found.set(exportedName, file);
    }
  }
  return [...found];
}

/** Names that come from elsewhere, and what a file of the plugin or of the framework has at hand. */
const fromElsewhere: [name: RegExp, code: string][] = [
  [/\brealtime\b/, "import realtime from '@telltale/realtime';"],
  [/\bFastify\(/, "import Fastify from 'fastify';"],
  [/\bnew Server\(/, "import { Server } from 'socket.io';"],
];

function importsOf(example: Example): string {
  const { code } = example;
  const named = namesIn(example).map(([name, file]) => `import { ${name} } from '${file}';`);
  const others = fromElsewhere.flatMap(([name, text]) => (name.test(code) ? text : []));
  if (example.package === 'realtime') {
    if (/\bio\b/.test(code) && !/const io\b/.test(code))
      others.push("declare const io: import('socket.io').Server;");
    if (/\bcontext\)/.test(code)) others.push('declare const context: never;');
  }
  return [...named, ...others].join(' ');
}

/** The value that a comment begins with, or nothing when it is only words. */
function literal(comment: string): string | undefined {
  const value = /^(?:true|false|undefined|-?\d[\d_.]*|'[^']*'|"[^"]*"|\{.*\}|\[.*\])(?=$|[:;,. ])/.exec(
    comment,
  )?.[0];
  return value?.includes('…') ? undefined : value;
}
