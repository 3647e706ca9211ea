/** What becomes of values for attributes that a model has not. @module */
import type { OrmLog } from '../datastore/settings.ts';
import type { UnknownAttributes, Values } from '../definition/model-definition.ts';
import type { ModelSchema } from '../definition/schema.ts';
import { knownNames } from '../known-names.ts';
import type { Violation } from '../usage-error.ts';
import { describe } from './rules.ts';

/** A message stays readable, and the memory of what was told bounded, whatever a client sends. */
const mostRefused = 10;
const mostTold = 100;

/** Judges names of values; one for each model. */
export class UnknownValues {
  readonly #strategy: UnknownAttributes;
  readonly #log: OrmLog;
  readonly #told = new Set<string>();

  constructor(strategy: UnknownAttributes, log: OrmLog) {
    this.#strategy = strategy;
    this.#log = log;
  }

  /**
   * Warns of the names that mean nothing, each once, or refuses them.
   *
   * @param fromClient whether protected attributes are not to be named
   * @returns what is refused
   */
  judge(schema: ModelSchema, given: Values, fromClient = false): Violation[] {
    if (this.#strategy === 'ignore') return [];
    const refused: Violation[] = [];
    for (const name of Object.keys(given)) {
      if (given[name] === undefined || schema.columnsByName.has(name) || schema.collections.has(name))
        continue;
      if (this.#strategy === 'warn') this.#warn(schema, name);
      else {
        const message = `${describe(name)} is no attribute; ${knownAttributes(schema, name, fromClient)}`;
        refused.push({ attribute: name, rule: 'unknown', value: given[name], message });
        if (refused.length === mostRefused) break;
      }
    }
    return refused;
  }

  #warn(schema: ModelSchema, name: string): void {
    if (this.#told.has(name) || this.#told.size === mostTold) return;
    this.#told.add(name);
    this.#log.warn(
      `model ${schema.identity}: the value for ${describe(name)} is left out, since there is no such attribute ` +
        `(\`unknownAttributes: 'ignore'\` in the model says that it is meant so); ${knownAttributes(schema, name, false)}`,
    );
  }
}

function knownAttributes(schema: ModelSchema, name: string, fromClient: boolean): string {
  const attributes = [...schema.columns, ...schema.collections.values()];
  return knownNames(
    name,
    attributes.filter(({ protect }) => !(fromClient && protect)).map((each) => each.name),
  );
}
