/** `generate action user/sign-up`. @module */
import { importing, type Kind } from '../kind.ts';
import { kebab, parseName } from '../names.ts';

export const action: Kind = {
  about: 'api/controllers/user/sign-up: one action with typed inputs',
  make({ name }) {
    const { folders, words } = parseName('action', name);
    const text = `${importing('defineAction')}

export default defineAction({
  description: 'What it does.',
  inputs: {
    name: { type: 'string', required: true, isNotEmptyString: true, maxLength: 80 },
  },
  exits: {
    notFound: { statusCode: 404 },
  },
  async fn({ name }) {
    if (name === 'nobody') throw 'notFound';
    return { hello: name };
  },
});
`;
    return [{ path: ['api/controllers', ...folders, kebab(words)].join('/'), text }];
  },
  next({ name }) {
    const { folders, words } = parseName('action', name);
    const address = [...folders, kebab(words)].join('/');
    return `Lead an address to it in config/routes: 'POST /${address}': '${address}'`;
  },
};
