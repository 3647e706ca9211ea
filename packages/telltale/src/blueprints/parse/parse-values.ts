/** The values of a record that is to be created or updated. @module */
import type { ModelSchema } from '@telltale/orm';
import type { Request } from '../../http/request.ts';
import type { Values } from '../../models/any-model.ts';
import type { BlueprintSettings } from '../blueprint-settings.ts';
import { parseJson } from './parse-json.ts';
import { describe, refuse, type UsageCode } from './refuse.ts';

type ValuesCode = Extract<UsageCode, 'E_INVALID_NEW_RECORD' | 'E_INVALID_VALUES_TO_SET'>;

/**
 * Reads the values: every parameter that is an attribute. What becomes of others the model says (`unknownAttributes`). Those that
 * the server sets by itself (a counted primary key, `createdAt`, `updatedAt`) are left out: clients send them back with a
 * whole record.
 *
 * @throws `code` for a body that is no object, for a protected attribute, for a collection with too many members, and for what
 *   is no attribute of a model with `unknownAttributes: 'refuse'`
 */
export function parseValues(
  schema: ModelSchema,
  code: ValuesCode,
  req: Request,
  settings: BlueprintSettings,
): Values {
  checkBody(schema, code, req.body);
  const values: Values = {};
  const unknown: Values = {};
  for (const [name, value] of Object.entries(valuesOf(schema, req))) {
    const column = schema.columnsByName.get(name);
    const collection = schema.collections.get(name);
    const attribute = column ?? collection;
    if (!attribute) {
      if (name !== '_csrf' && !Object.hasOwn(req.params, name)) unknown[name] = value;
      continue;
    }
    if (!settings.writable.includes(name)) {
      if (column?.autoIncrement || column?.autoCreatedAt || column?.autoUpdatedAt) continue;
      if (attribute.protect) refuseProtected(schema, code, name);
    }
    values[name] = collection ? parseList(schema, code, name, value, settings.maximumLimit) : value;
  }
  const refused = schema.unknownValues.judge(schema, unknown, true);
  if (refused.length > 0) refuse(schema, code, refused.map(({ message }) => message).join('; '));
  if (code === 'E_INVALID_VALUES_TO_SET') delete values[schema.primaryKey.name];
  return values;
}

/** The `id` of a route is the primary key, whatever that is called, and no attribute of the same name. */
function valuesOf({ primaryKey, columnsByName }: ModelSchema, req: Request): Values {
  const all = req.allParams();
  if (primaryKey.name === 'id' || !Object.hasOwn(req.params, 'id') || !columnsByName.has('id')) return all;
  const { id: _key, ...values } = all;
  const given = { ...req.query, ...Object(req.body) } as Values;
  return Object.hasOwn(given, 'id') ? { ...values, id: given.id } : values;
}

function checkBody(schema: ModelSchema, code: ValuesCode, body: unknown): void {
  if (body === undefined || body === null) return;
  if (typeof body === 'object' && !Array.isArray(body) && !ArrayBuffer.isView(body)) return;
  refuse(schema, code, `values are an object of attributes; got ${describe(body)}`);
}

function refuseProtected(schema: ModelSchema, code: ValuesCode, name: string): never {
  refuse(
    schema,
    code,
    `${name} is protected, and not set by clients; ` +
      `write \`blueprints: { writable: ['${name}'] }\` in the model, or an action of your own`,
  );
}

/** A URL can't carry a list, but its JSON. */
function parseList(
  schema: ModelSchema,
  code: ValuesCode,
  name: string,
  given: unknown,
  most: number,
): unknown {
  const list =
    typeof given === 'string' && /^\s*\[/.test(given) ? parseJson(schema, code, name, given) : given;
  if (Array.isArray(list) && list.length > most) {
    refuse(schema, code, `${name} has ${list.length} members; at most ${most} are taken`);
  }
  return list;
}
