/** `generate model user name age:number`. @module */
import { errors } from '../../errors.ts';
import { importing, type Kind } from '../kind.ts';
import { camel, parseName, pascal } from '../names.ts';

/** Types that an attribute may have. */
const types = ['string', 'number', 'boolean', 'json', 'ref'] as const;

export const model: Kind = {
  about: 'api/models/User, with attributes: name:string age:number',
  make({ name, details }) {
    const { words } = parseName('model', name);
    const attributes =
      details.length > 0 ? details.map(attribute) : ["// name: { type: 'string', required: true },"];
    const text = `/** What a ${words.join(' ')} is. Each has id, createdAt and updatedAt too. */
${importing('defineModel')}

export default defineModel({
  attributes: {
${attributes.map((line) => `    ${line}`).join('\n')}
  },
});
`;
    return [{ path: `api/models/${pascal(words)}`, text }];
  },
  next({ name }) {
    const identity = pascal(parseName('model', name).words).toLowerCase();
    return `It has routes by itself: GET /${identity}, POST /${identity}, PATCH and DELETE /${identity}/:id. config/policies says who may use them. In production they are closed: open them with blueprints: { rest: true } in the model.`;
  },
};

/** `age:number`, or `age` for a text. */
function attribute(given: string): string {
  const [name = '', type = 'string', ...more] = given.split(':');
  const known = types.find((one) => one === type);
  if (!/^[A-Za-z]\w*$/.test(name) || known === undefined || more.length > 0)
    throw errors.E_ATTRIBUTE(given, types);
  return `${camelOf(name)}: { type: '${known}' },`;
}

function camelOf(name: string): string {
  return name.includes('_') ? name : camel([name]);
}
