/** `generate helper mail/send-welcome`. @module */
import { importing, type Kind } from '../kind.ts';
import { camel, kebab, parseName } from '../names.ts';

export const helper: Kind = {
  about: 'api/helpers/mail/send-welcome: a function with named inputs',
  make({ name }) {
    const { folders, words } = parseName('helper', name);
    const text = `${importing('defineHelper')}

export default defineHelper({
  description: 'What it does.',
  inputs: {
    name: { type: 'string', required: true },
  },
  args: ['name'],
  async fn({ name }) {
    return \`Hello, \${name}\`;
  },
});
`;
    return [{ path: ['api/helpers', ...folders, kebab(words)].join('/'), text }];
  },
  next({ name }) {
    const { folders, words } = parseName('helper', name);
    const path = [...folders.map((folder) => camel(folder.split('-'))), camel(words)].join('.');
    return `Call it: await sails.helpers.${path}('Ann')`;
  },
};
