/** `generate response teapot`. @module */
import type { Kind } from '../kind.ts';
import { camel, parseName } from '../names.ts';

export const response: Kind = {
  about: 'api/responses/teapot: res.teapot(data)',
  make({ name, language }) {
    const key = camel(parseName('response', name).words);
    const isTyped = language === 'typescript';
    const text = `/** Answers with res.${key}(data). */
${isTyped ? "import type { ResponseContext } from 'telltale';\n\n" : ''}export default function ${key}(${isTyped ? 'this: ResponseContext, data?: unknown' : 'data'}) {
  return this.res.status(422).json(data);
}
${isTyped ? `\ndeclare module 'telltale' {\n  interface Response {\n    ${key}(data?: unknown): Response;\n  }\n}\n` : ''}`;
    return [{ path: `api/responses/${key}`, text }];
  },
  next: ({ name }) =>
    `Answer with it in any action: return res.${camel(parseName('response', name).words)}(data)`,
};
