/** From definitions to models at work. @module */
import { Statements } from '../compile/statements.ts';
import type { Datastore } from '../datastore/datastore.ts';
import { checkDefinition } from '../definition/check-definition.ts';
import { fitNames } from '../definition/fit-names.ts';
import { type ModelDefaults, normalizeModel, type Surroundings } from '../definition/normalize-model.ts';
import { resolveAssociations } from '../definition/resolve-associations.ts';
import type { ModelSchema } from '../definition/schema.ts';
import { errors } from '../errors.ts';
import { archiveDefinition } from '../query/archive-query.ts';
import type { ModelContext } from '../query/model-context.ts';
import { checkEncryptionKeys } from '../record/encryption.ts';
import { makeRecordReader } from '../record/read-record.ts';
import { describe } from '../record/rules.ts';
import { definitionOf } from './define-model.ts';
import { ModelAtWork } from './model.ts';

export interface LoadedModels {
  /** By identity, without join tables. */
  readonly models: ReadonlyMap<string, ModelAtWork>;
  readonly made: ReadonlyMap<object, ModelAtWork>;
  /** Join tables included. */
  readonly schemas: ReadonlyMap<string, ModelSchema>;
}

/** Loads the given definitions. */
export function loadModels(
  given: Readonly<Record<string, object>>,
  defaults: ModelDefaults,
  datastoreOf: (name: string) => Datastore,
  surroundings: Surroundings,
): LoadedModels {
  checkDefinition('settings of all models', defaults, surroundings.log);
  const written = new Map<string, ModelSchema>();
  const definitions = new Map<string, object>();
  for (const [key, value] of Object.entries(given)) {
    if (typeof value !== 'object' || value === null) {
      throw errors.E_INVALID_DEFINITION(`model ${key}`, `a definition is an object; got ${describe(value)}`);
    }
    const definition = definitionOf(value);
    const identity = (definition.identity ?? key).toLowerCase();
    if (written.has(identity))
      throw errors.E_INVALID_DEFINITION(`model ${identity}`, 'there are two models of this identity');
    written.set(identity, normalizeModel(identity, definition, defaults, key, surroundings));
    definitions.set(identity, definition);
  }
  if (
    !written.has('archive') &&
    [...written.values()].some((schema) => schema.archiveModelIdentity === 'archive')
  ) {
    written.set('archive', normalizeModel('archive', archiveDefinition));
    definitions.set('archive', archiveDefinition);
  }
  const schemas = new Map<string, ModelSchema>();
  for (const [identity, schema] of resolveAssociations(written)) {
    const { name, maximumNameLength } = datastoreOf(schema.datastore).dialect;
    schemas.set(identity, name === 'sqlite' ? schema : fitNames(schema, name, maximumNameLength));
  }
  const contexts = makeContexts(schemas, datastoreOf);
  const models = new Map<string, ModelAtWork>();
  const made = new Map<object, ModelAtWork>();
  for (const [identity, definition] of definitions) {
    const model = new ModelAtWork(contexts.get(identity)!);
    addCustomMethods(model, definition);
    models.set(identity, model);
    made.set(definition, model);
  }
  return { models, made, schemas };
}

function makeContexts(
  schemas: ReadonlyMap<string, ModelSchema>,
  datastoreOf: (name: string) => Datastore,
): ReadonlyMap<string, ModelContext> {
  const contexts = new Map<string, ModelContext>();
  const modelOf = (identity: string): ModelContext => {
    const found = contexts.get(identity);
    if (!found) throw errors.E_UNKNOWN_MODEL(identity, [...contexts.keys()]);
    return found;
  };
  const schemaOf = (identity: string) => modelOf(identity).schema;
  for (const schema of schemas.values()) {
    checkEncryptionKeys(schema);
    const datastore = datastoreOf(schema.datastore);
    contexts.set(schema.identity, {
      schema,
      datastore,
      statements: new Statements(schema, datastore),
      read: makeRecordReader(schema, datastore.dialect, schemaOf),
      modelOf,
      schemaOf,
      all: () => contexts.values(),
    });
  }
  return contexts;
}

/** Functions that a definition has beside its settings become methods of the model. */
function addCustomMethods(model: ModelAtWork, definition: object): void {
  for (const [name, value] of Object.entries(definition)) {
    const isSetting = name === 'customToJSON' || /^(before|after)(Create|Update|Destroy)$/.test(name);
    if (typeof value !== 'function' || isSetting) continue;
    Object.defineProperty(model, name, {
      value: value.bind(model),
      configurable: true,
      writable: true,
      enumerable: true,
    });
  }
}
