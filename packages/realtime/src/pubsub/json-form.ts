/** Makes what leaves the server of a record: its JSON form, without protected attributes at any depth. @module */
import type { ModelEntry, ModelRegistry } from './model-entry.ts';
import type { AnyRecord } from './publishable-model.ts';

/** Hears of associated models that pub-sub does not know, so that their protected attributes are unknown too. */
export type UnknownModel = (entry: ModelEntry, alias: string, target: string) => void;

/** What the JSON form of a record depends on. */
export interface FormContext {
  readonly models: ModelRegistry;
  readonly unknownModel: UnknownModel;
}

function isRecord(value: unknown): value is AnyRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The JSON form of a record: what the model's `serialize`, the record's own `toJSON` or the model's `customToJSON` makes
 * of it, the first that there is; then without protected attributes, and the same for each populated record.
 *
 * @throws whatever the model's own function throws
 */
export function jsonForm(context: FormContext, entry: ModelEntry, record: object): unknown {
  const { model } = entry;
  if (typeof model.serialize === 'function') return strip(context, entry, model.serialize(record), true);
  const { toJSON } = record as { toJSON?: unknown };
  if (typeof toJSON === 'function') return strip(context, entry, toJSON.call(record), true);
  // A copy, so that a customToJSON that changes `this` does not change the app's record.
  const form = typeof model.customToJSON === 'function' ? model.customToJSON.call({ ...record }) : record;
  return strip(context, entry, form, false);
}

/**
 * The JSON form of the values that changed. With the record as it was, the model's own function sees the whole record as
 * it is now; values that it derives from others are told when they changed.
 *
 * @param previous the record as it was, and its JSON form, if known
 */
export function changesForm(
  context: FormContext,
  entry: ModelEntry,
  changes: AnyRecord,
  previous: { record: object; form: unknown } | undefined,
): unknown {
  const whole: AnyRecord = previous ? { ...previous.record, ...changes } : changes;
  const form = jsonForm(context, entry, whole);
  if (!isRecord(form)) return form;
  const told = emptyRecord();
  for (const name of Object.keys(changes)) {
    if (Object.hasOwn(form, name)) told[name] = form[name];
  }
  if (previous === undefined || !isRecord(previous.form) || entry.attributes === undefined) return told;
  for (const [name, value] of Object.entries(form)) {
    if (Object.hasOwn(changes, name) || entry.attributes.has(name)) continue;
    if (JSON.stringify(value) !== JSON.stringify(previous.form[name])) told[name] = value;
  }
  return told;
}

/** @param isMade whether populated records are in their JSON form already, but for what is protected */
function strip(context: FormContext, entry: ModelEntry, form: unknown, isMade: boolean): unknown {
  if (!isRecord(form)) return form;
  const json = emptyRecord();
  for (const [name, value] of Object.entries(form)) {
    if (entry.hidden.has(name)) continue;
    const association = entry.associations.get(name);
    if (association === undefined || typeof value !== 'object' || value === null) json[name] = value;
    else {
      const target = context.models.get(association.target);
      if (target !== undefined) json[name] = related(context, target, value, isMade);
      else if (!Array.isArray(value) || value.some(isRecord)) {
        context.unknownModel(entry, name, association.target);
      } else json[name] = value;
    }
  }
  return json;
}

function related(context: FormContext, target: ModelEntry, value: unknown, isMade: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => related(context, target, item, isMade));
  if (!isRecord(value)) return value;
  const isForm = isMade && typeof value.toJSON !== 'function';
  return isForm ? strip(context, target, value, true) : jsonForm(context, target, value);
}

/** Names come from clients too, and `__proto__` must be one like any other. */
function emptyRecord(): AnyRecord {
  return Object.create(null) as AnyRecord;
}
