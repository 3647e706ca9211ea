/** `generate script count-people`. @module */
import type { Kind } from '../kind.ts';
import { kebab, parseName } from '../names.ts';

export const script: Kind = {
  about: 'scripts/count-people, for telltale run count-people',
  make({ name, language }) {
    const { folders, words } = parseName('script', name);
    const path = [...folders, kebab(words)].join('/');
    const isTyped = language === 'typescript';
    const head = isTyped
      ? "import type { Sails } from 'telltale';\n\nexport default async (sails: Sails, ...words: string[]): Promise<void> => {"
      : 'export default async (sails, ...words) => {';
    const text = `/** What it does. Run it: npx telltale run ${path} */
${head}
  console.log(\`\${Object.keys(sails.models).join(', ')}; words: \${words.join(' ')}\`);
};
`;
    return [{ path: `scripts/${path}`, text }];
  },
  next({ name }) {
    const { folders, words } = parseName('script', name);
    return `Run it: npx telltale run ${[...folders, kebab(words)].join('/')}`;
  },
};
