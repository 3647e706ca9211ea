/** The JSON form of records: without what is protected, at any depth. @module */
import type { Values } from '../definition/model-definition.ts';
import type { ModelSchema } from '../definition/schema.ts';
import { errors } from '../errors.ts';
import type { SchemaOf } from './prepare-values.ts';

/** Whether the JSON form of a model's records differs from the records. */
export function hasJsonForm(schema: ModelSchema): boolean {
  return (
    schema.customToJSON !== undefined ||
    schema.columns.some((column) => column.protect) ||
    [...schema.collections.values()].some((collection) => collection.protect)
  );
}

/**
 * The JSON form of a record, or of some of its values: `customToJSON`, then protected attributes taken out, then the
 * same for each populated record.
 *
 * @throws E_CUSTOM_TO_JSON
 */
export function serialize(schema: ModelSchema, record: Values, schemaOf: SchemaOf): unknown {
  const form = schema.customToJSON ? customForm(schema, schema.customToJSON, record) : record;
  if (typeof form !== 'object' || form === null || Array.isArray(form)) return form;
  const json: Values = {};
  for (const [name, value] of Object.entries(form)) {
    const column = schema.columnsByName.get(name);
    const collection = schema.collections.get(name);
    if (column?.protect || collection?.protect) continue;
    const target = column?.model ?? collection?.target;
    json[name] = target === undefined ? value : serializeRelated(schemaOf(target), value, schemaOf);
  }
  return json;
}

/**
 * What the model's own function makes of a record. When it fails, there is no form: the record itself may hold what the
 * function would have left out.
 */
function customForm(schema: ModelSchema, customToJSON: (this: Values) => unknown, record: Values): unknown {
  try {
    // A copy, so that a customToJSON that changes or stringifies `this` neither spoils the record nor calls itself.
    return customToJSON.call({ ...record });
  } catch (error) {
    const missing = schema.columns.filter(({ name }) => !(name in record)).map(({ name }) => name);
    const reason = error instanceof Error ? error.message : String(error);
    throw Object.assign(errors.E_CUSTOM_TO_JSON(schema.identity, missing, reason), { cause: error });
  }
}

function serializeRelated(target: ModelSchema, value: unknown, schemaOf: SchemaOf): unknown {
  if (Array.isArray(value)) return value.map((item) => serializeRelated(target, item, schemaOf));
  return typeof value === 'object' && value !== null ? serialize(target, value as Values, schemaOf) : value;
}
