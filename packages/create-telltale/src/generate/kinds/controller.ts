/** `generate controller user show list`. @module */
import { importing, type Kind } from '../kind.ts';
import { camel, kebab, parseName, pascal } from '../names.ts';

export const controller: Kind = {
  about: 'api/controllers/UserController, with actions: show list',
  make({ name, details }) {
    const { folders, words } = parseName('controller', name, 'Controller');
    const actions =
      details.length > 0 ? details.map((one) => camel(parseName('action', one).words)) : ['index'];
    const text = `/** What can be done with ${kebab(words)}, over HTTP and over a socket alike. */
${importing('defineController')}

export default defineController({
${actions.map(action).join('\n')}});
`;
    return [{ path: ['api/controllers', ...folders, `${pascal(words)}Controller`].join('/'), text }];
  },
  next({ name, details }) {
    const { folders, words } = parseName('controller', name, 'Controller');
    const first = parseName('action', details[0] ?? 'index').words;
    const controller = [...folders, pascal(words).toLowerCase()].join('/');
    // Not /user alone, which is where the records of a model of that name are.
    return `Lead an address to it in config/routes: 'GET /${controller}/${kebab(first)}': '${controller}/${camel(first).toLowerCase()}'`;
  },
};

function action(name: string): string {
  return `  async ${name}(req, res) {
    return res.ok({ over: req.isSocket ? 'a socket' : 'HTTP' });
  },
`;
}
