/** `generate policy is-admin`. @module */
import { importing, type Kind } from '../kind.ts';
import { camel, parseName } from '../names.ts';

export const policy: Kind = {
  about: 'api/policies/isAdmin',
  make({ name }) {
    const { folders, words } = parseName('policy', name);
    const text = `/** Lets in whom it should. */
${importing('definePolicy')}

export default definePolicy((req, res, proceed) => {
  const isAllowed = Boolean(req.get('x-let-me-in'));
  return isAllowed ? proceed() : res.forbidden();
});
`;
    return [{ path: ['api/policies', ...folders, camel(words)].join('/'), text }];
  },
  next({ name }) {
    const { folders, words } = parseName('policy', name);
    return `Put it before actions in config/policies: 'user/*': '${[...folders, camel(words)].join('/')}'`;
  },
};
