/** `generate hook clock`. @module */
import { importing, type Kind } from '../kind.ts';
import { camel, kebab, parseName } from '../names.ts';

export const hook: Kind = {
  about: 'api/hooks/clock: a part of the app with settings and routes of its own',
  make({ name }) {
    const { words } = parseName('hook', name);
    const key = camel(words);
    const text = `/** A part of the app: it starts with it, and has settings of its own. */
${importing('defineHook')}

export default defineHook((app) => ({
  defaults: { ${key}: { greeting: 'ahoy' } },

  async initialize() {
    app.log.verbose('${kebab(words)} is there');
    app.once('lower', () => app.log.verbose('${kebab(words)} is gone'));
  },
}));
`;
    return [{ path: `api/hooks/${kebab(words)}`, text }];
  },
  next({ name }) {
    return `Its settings are config.${camel(parseName('hook', name).words)}; without it: hooks: { '${kebab(parseName('hook', name).words)}': false }`;
  },
};
