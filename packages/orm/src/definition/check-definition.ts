/** Tells misspelt settings of a model. What is near to none of them is the program's own. @module */
import type { OrmLog } from '../datastore/settings.ts';
import { errors } from '../errors.ts';
import { didYouMean, knownNames } from '../known-names.ts';
import { describe } from '../record/rules.ts';
import {
  type LifecycleCallbacks,
  type ModelDefinition,
  migrateStrategies,
  unknownAttributes,
} from './model-definition.ts';

/** As records, so that the compiler misses none. */
const callbacks: Readonly<Record<keyof LifecycleCallbacks, true>> = {
  beforeCreate: true,
  afterCreate: true,
  beforeUpdate: true,
  afterUpdate: true,
  beforeDestroy: true,
  afterDestroy: true,
};
const settings: Readonly<Record<KnownKey, true>> = {
  attributes: true,
  identity: true,
  globalId: true,
  tableName: true,
  primaryKey: true,
  datastore: true,
  migrate: true,
  schema: true,
  unknownAttributes: true,
  id: true,
  autoCreatedAt: true,
  autoUpdatedAt: true,
  autoPK: true,
  autosubscribe: true,
  customToJSON: true,
  fetchRecordsOnCreate: true,
  fetchRecordsOnCreateEach: true,
  fetchRecordsOnUpdate: true,
  fetchRecordsOnDestroy: true,
  cascadeOnDestroy: true,
  archiveModelIdentity: true,
  dataEncryptionKeys: true,
  ...callbacks,
};
type KnownKey = keyof { [Key in keyof ModelDefinition as string extends Key ? never : Key]: true };
const known = Object.keys(settings);

/**
 * Holds the keys of a definition, or of the settings that all models start from, to those that there are.
 *
 * @param where what comes before a message: `model user`
 * @throws E_INVALID_DEFINITION for a key that is nearly one of them, and for a word that is none of a setting's
 */
export function checkDefinition(where: string, given: object, log: OrmLog): void {
  for (const [key, value] of Object.entries(given)) {
    if (Object.hasOwn(settings, key)) continue;
    if (typeof value === 'function') {
      // A method of the program's own may be called nearly like a callback.
      const hint = didYouMean(key, Object.keys(callbacks));
      if (hint !== '')
        log.warn(`${where}: ${key}() is no life-cycle callback and never runs by itself${hint}`);
    } else if (didYouMean(key, known) !== '') {
      throw errors.E_INVALID_DEFINITION(where, `unknown key '${key}'; ${knownNames(key, known)}`);
    }
  }
  const { migrate, unknownAttributes: strategy } = given as ModelDefinition;
  checkWord(where, 'migrate', migrate, migrateStrategies);
  checkWord(where, 'unknownAttributes', strategy, unknownAttributes);
}

function checkWord(where: string, key: string, given: unknown, words: readonly [...string[], string]): void {
  if (given === undefined || words.includes(given as string)) return;
  const quoted = words.map((word) => `'${word}'`);
  const list = `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
  const problem = `\`${key}\` is ${list}; got ${describe(given)}${didYouMean(given, words)}`;
  throw errors.E_INVALID_DEFINITION(where, problem);
}
