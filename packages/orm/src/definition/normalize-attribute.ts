/** From an attribute as written to a column, with every mistake told. @module */
import { errors } from '../errors.ts';
import { didYouMean, knownNames } from '../known-names.ts';
import { describe, makeRule, type Rule, ruleNames } from '../record/rules.ts';
import type { ValueAttribute } from './attribute.ts';
import { attributeTypes, meaningOf, storageOfColumnType } from './attribute-types.ts';
import type { Column } from './schema.ts';

const described = ['description', 'extendedDescription', 'moreInfoUrl', 'example', 'meta'];
const stored = ['required', 'columnName', 'columnType', 'protect', 'unique', 'index'];
const forValue = [
  ...['type', 'allowNull', 'defaultsTo', 'autoIncrement', 'autoCreatedAt', 'autoUpdatedAt', 'encrypt'],
  ...['primaryKey', 'enum', 'size', ...ruleNames, ...stored, ...described],
];
const forModel = ['model', 'defaultsTo', ...stored, ...described];
const forCollection = ['collection', 'via', 'through', 'dominant', 'protect', ...described];

/** Names that would reach an object's own machinery. */
const forbiddenNames = new Set(['__proto__', 'constructor', 'prototype', 'toJSON', 'then', 'and', 'or']);
const columnTypeSyntax = /^[\w ]+(\([\w ,']+\))?[\w ]*$/;

/** Refuses an attribute whose name or keys mean nothing. */
export function checkAttributeKeys(where: string, name: string, attribute: object): void {
  if (forbiddenNames.has(name)) throw errors.E_INVALID_DEFINITION(where, 'this name is reserved');
  const allowed = 'collection' in attribute ? forCollection : 'model' in attribute ? forModel : forValue;
  for (const key of Object.keys(attribute)) {
    if (allowed.includes(key)) continue;
    throw errors.E_INVALID_DEFINITION(where, `unknown key '${key}'; ${knownNames(key, allowed)}`);
  }
}

/** A column for a value attribute. */
export function normalizeValueAttribute(
  where: string,
  name: string,
  given: ValueAttribute,
  isPrimaryKey: boolean,
): Column {
  const meaning = meaningOf(given.type);
  if (!meaning) {
    throw errors.E_INVALID_DEFINITION(
      where,
      `type ${describe(given.type)} is unknown; write one of ${attributeTypes.join(', ')}, ` +
        `\`model: …\` or \`collection: …\`${didYouMean(given.type, attributeTypes)}`,
    );
  }
  if (given.required && given.defaultsTo !== undefined) {
    throw errors.E_INVALID_DEFINITION(
      where,
      '`required` and `defaultsTo` exclude each other; keep one of them',
    );
  }
  if (given.columnType !== undefined && !columnTypeSyntax.test(given.columnType)) {
    throw errors.E_INVALID_DEFINITION(
      where,
      `columnType ${describe(given.columnType)} isn't the name of a type`,
    );
  }
  if (given.autoIncrement && meaning.type !== 'number') {
    throw errors.E_INVALID_DEFINITION(where, "`autoIncrement` needs `type: 'number'`");
  }
  if (given.encrypt && (given.unique || isPrimaryKey)) {
    throw errors.E_INVALID_DEFINITION(
      where,
      'an encrypted attribute can be neither unique nor the primary key',
    );
  }

  const storage = given.autoIncrement
    ? 'integer'
    : given.columnType !== undefined && (meaning.storage === 'any' || isInteger(meaning, given.columnType))
      ? storageOfColumnType(given.columnType)
      : (given.autoCreatedAt || given.autoUpdatedAt) && meaning.storage === 'number'
        ? 'integer'
        : meaning.storage;
  const optional = !given.required && given.defaultsTo === undefined;
  const unique = given.unique === true && !isPrimaryKey;
  return {
    name,
    columnName: given.columnName ?? name,
    type: meaning.type,
    storage,
    columnType: given.columnType,
    size: given.size ?? (meaning.storage === 'string' ? given.maxLength : undefined),
    isPrimaryKey,
    nullable:
      !isPrimaryKey &&
      (given.allowNull === true || meaning.type === 'json' || meaning.type === 'ref' || (unique && optional)),
    required: given.required === true,
    unique,
    index: given.index === true,
    autoIncrement: given.autoIncrement === true,
    autoCreatedAt: given.autoCreatedAt === true,
    autoUpdatedAt: given.autoUpdatedAt === true,
    hasDefault: given.defaultsTo !== undefined,
    defaultsTo: given.defaultsTo,
    rules: rulesOf(where, given, meaning.rule),
    protect: given.protect === true,
    encrypt: given.encrypt === true ? 'default' : given.encrypt || undefined,
    model: undefined,
  };
}

/** Whether a number is kept in a column that holds no fractions. */
function isInteger({ storage }: { storage: string }, columnType: string): boolean {
  return storage === 'number' && storageOfColumnType(columnType) === 'integer';
}

function rulesOf(
  where: string,
  given: ValueAttribute,
  implied: (typeof ruleNames)[number] | undefined,
): Rule[] {
  const rules: Rule[] = [];
  for (const name of ruleNames) {
    const argument = given[name] ?? (name === implied ? true : name === 'isIn' ? given.enum : undefined);
    const rule = makeRule(name, argument);
    if (typeof rule === 'string') throw errors.E_INVALID_DEFINITION(where, rule);
    if (rule) rules.push(rule);
  }
  return rules;
}
