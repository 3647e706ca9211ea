/** From a model as written to the schema that the rest of this package reads. @module */
import type { OrmLog } from '../datastore/settings.ts';
import { errors } from '../errors.ts';
import { didYouMean } from '../known-names.ts';
import { describe } from '../record/rules.ts';
import { UnknownValues } from '../record/unknown-values.ts';
import type { AttributeDefinition, Attributes, ModelAttribute } from './attribute.ts';
import { checkDefinition } from './check-definition.ts';
import type { ModelDefinition, SharedSettings, UnknownAttributes } from './model-definition.ts';
import { checkAttributeKeys, normalizeValueAttribute } from './normalize-attribute.ts';
import type { Association, Collection, Column, ModelSchema } from './schema.ts';

const identitySyntax = /^[a-z_][a-z0-9_-]*$/;

/** The attributes that a model has unless it says otherwise. */
export const baseAttributes = {
  createdAt: { type: 'number', autoCreatedAt: true },
  updatedAt: { type: 'number', autoUpdatedAt: true },
  id: { type: 'number', autoIncrement: true },
} as const satisfies Attributes;

/** Settings shared by all models of an ORM, with their attributes. */
export type ModelDefaults = SharedSettings & { attributes?: Attributes };

/** What a definition itself does not say. */
export interface Surroundings {
  readonly log: OrmLog;
  /** For models that don't say it themselves. */
  readonly unknownAttributes: UnknownAttributes;
}

/** For models that nobody wrote. */
const silent: Surroundings = { log: { warn: () => {} }, unknownAttributes: 'ignore' };

type Written = Exclude<AttributeDefinition, string>;

/**
 * Makes the schema of one model. Foreign keys and collections are completed by `resolveAssociations`, when all models
 * are known.
 *
 * @param globalId when the definition names none: the key under which it was given
 */
export function normalizeModel(
  identity: string,
  own: ModelDefinition,
  shared: ModelDefaults = {},
  globalId: string = identity,
  { log, unknownAttributes }: Surroundings = silent,
): ModelSchema {
  const where = `model ${identity}`;
  if (!identitySyntax.test(identity)) {
    throw errors.E_INVALID_DEFINITION(where, 'an identity has lower-case letters, digits, `_` and `-` only');
  }
  checkDefinition(where, own, log);
  const written = attributesOf(where, own, shared);
  const primaryKeyName = primaryKeyOf(own, shared, written);

  const columns: Column[] = [];
  const collections = new Map<string, Collection>();
  const associations: Association[] = [];
  for (const [name, attribute] of written) {
    const at = `${where}, attribute ${name}`;
    checkAttributeKeys(at, name, attribute);
    if ('collection' in attribute) {
      const { collection, via, through } = attribute;
      const target = toIdentity(at, collection);
      collections.set(name, {
        name,
        target,
        via,
        through: through === undefined ? undefined : toIdentity(at, through),
        dominant: attribute.dominant === true,
        protect: attribute.protect === true,
        link: { kind: 'foreign-key', attribute: via ?? '' },
      });
      associations.push({
        alias: name,
        type: 'collection',
        collection: target,
        ...(via && { via }),
        ...(through && { through }),
      });
    } else if ('model' in attribute) {
      columns.push(foreignKeyColumn(at, name, attribute));
      associations.push({ alias: name, type: 'model', model: toIdentity(at, attribute.model) });
    } else {
      columns.push(normalizeValueAttribute(at, name, attribute, name === primaryKeyName));
    }
  }

  const columnsByName = new Map(columns.map((column) => [column.name, column]));
  const primaryKey = columnsByName.get(primaryKeyName);
  if (!primaryKey) {
    throw errors.E_INVALID_DEFINITION(
      where,
      `there is no attribute '${primaryKeyName}' for a primary key; write \`primaryKey: '<attribute>'\`` +
        didYouMean(primaryKeyName, columnsByName.keys()),
    );
  }
  if (primaryKey.type !== 'string' && primaryKey.type !== 'number') {
    throw errors.E_INVALID_DEFINITION(
      where,
      `primary key ${primaryKeyName} must have type 'string' or 'number'`,
    );
  }
  if (!primaryKey.autoIncrement && !primaryKey.required && !primaryKey.hasDefault) {
    throw errors.E_INVALID_DEFINITION(
      where,
      `primary key ${primaryKeyName} needs \`required: true\`, \`autoIncrement: true\` or \`defaultsTo\``,
    );
  }
  const stray = columns.find((column) => column.autoIncrement && column !== primaryKey);
  if (stray) {
    throw errors.E_INVALID_DEFINITION(
      `${where}, attribute ${stray.name}`,
      'only the primary key can be `autoIncrement`',
    );
  }
  checkColumnNames(where, columns);

  const settings = { ...withoutUndefined(shared), ...withoutUndefined(own) };
  if (settings.schema === false) {
    throw errors.E_INVALID_DEFINITION(
      where,
      "`schema: false` can't be had in SQL tables, which keep defined attributes only; leave it out, and give what has no " +
        "fixed form an attribute of its own, such as `extra: { type: 'json' }`",
    );
  }
  return {
    identity,
    globalId: own.globalId ?? globalId,
    tableName: own.tableName ?? identity,
    datastore: settings.datastore ?? 'default',
    migrate: settings.migrate,
    primaryKey,
    columns,
    columnsByName,
    collections,
    associations,
    attributes: Object.fromEntries(written),
    callbacks: settings,
    customToJSON: settings.customToJSON,
    unknownValues: new UnknownValues(settings.unknownAttributes ?? unknownAttributes, log),
    fetchOnCreateEach: settings.fetchRecordsOnCreateEach === true,
    fetchOnUpdate: settings.fetchRecordsOnUpdate === true,
    fetchOnDestroy: settings.fetchRecordsOnDestroy === true,
    cascadeOnDestroy: settings.cascadeOnDestroy !== false,
    archiveModelIdentity: settings.archiveModelIdentity ?? 'archive',
    dataEncryptionKeys: settings.dataEncryptionKeys ?? {},
    uniqueTogether: [],
    isJoinTable: false,
  };
}

/** Shared attributes first, own ones in their order; `false` takes one away. */
function attributesOf(where: string, own: ModelDefinition, shared: ModelDefaults): Map<string, Written> {
  const all = new Map<string, AttributeDefinition | false>();
  for (const group of [baseAttributes, shared.attributes ?? {}, own.attributes ?? {}] as Attributes[]) {
    for (const [name, attribute] of Object.entries(group)) all.set(name, attribute);
  }
  if (own.id === false || own.autoPK === false) takeAway(all, own, 'id');
  if (own.autoCreatedAt === false) takeAway(all, own, 'createdAt');
  if (own.autoUpdatedAt === false) takeAway(all, own, 'updatedAt');
  const oldKey = Object.entries(own.attributes ?? {}).find(([, attribute]) => isOldPrimaryKey(attribute));
  if (oldKey && oldKey[0] !== 'id') takeAway(all, own, 'id');
  // A model that names another primary key has no use for the shared one.
  if (own.primaryKey !== undefined && own.primaryKey !== 'id') takeAway(all, own, 'id');

  const written = new Map<string, Written>();
  for (const [name, attribute] of all) {
    if (attribute === false) continue;
    if (typeof attribute === 'string') written.set(name, { type: attribute });
    else if (typeof attribute === 'object' && attribute !== null) written.set(name, attribute);
    else {
      throw errors.E_INVALID_DEFINITION(
        `${where}, attribute ${name}`,
        `an attribute is an object or the name of a type; got ${describe(attribute)}`,
      );
    }
  }
  return written;
}

function takeAway(all: Map<string, unknown>, own: ModelDefinition, name: string): void {
  if (!Object.hasOwn(own.attributes ?? {}, name)) all.delete(name);
}

function isOldPrimaryKey(attribute: AttributeDefinition | false): boolean {
  return typeof attribute === 'object' && 'primaryKey' in attribute && attribute.primaryKey === true;
}

function primaryKeyOf(own: ModelDefinition, shared: ModelDefaults, written: Map<string, Written>): string {
  if (own.primaryKey !== undefined) return own.primaryKey;
  for (const [name, attribute] of written) if (isOldPrimaryKey(attribute)) return name;
  return shared.primaryKey ?? 'id';
}

/** A column that points at another model; its type is that of the other's primary key, known later. */
function foreignKeyColumn(where: string, name: string, given: ModelAttribute): Column {
  return {
    name,
    columnName: given.columnName ?? name,
    type: 'number',
    storage: 'integer',
    columnType: given.columnType,
    size: undefined,
    isPrimaryKey: false,
    nullable: given.required !== true,
    required: given.required === true,
    unique: given.unique === true,
    index: given.unique !== true,
    autoIncrement: false,
    autoCreatedAt: false,
    autoUpdatedAt: false,
    hasDefault: given.defaultsTo !== undefined,
    defaultsTo: given.defaultsTo,
    rules: [],
    protect: given.protect === true,
    encrypt: undefined,
    model: toIdentity(where, given.model),
  };
}

function toIdentity(where: string, name: unknown): string {
  if (typeof name === 'string' && name !== '') return name.toLowerCase();
  throw errors.E_INVALID_DEFINITION(where, `an association names a model; got ${describe(name)}`);
}

function checkColumnNames(where: string, columns: readonly Column[]): void {
  const seen = new Map<string, string>();
  for (const { name, columnName } of columns) {
    const other = seen.get(columnName.toLowerCase());
    if (other !== undefined) {
      throw errors.E_INVALID_DEFINITION(
        where,
        `attributes ${other} and ${name} share the column ${columnName}`,
      );
    }
    seen.set(columnName.toLowerCase(), name);
  }
}

function withoutUndefined<Settings extends object>(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Settings;
}
