/** The policies of an app by name, in any case. @module */
import { inspect } from 'node:util';
import { nearest } from '@telltale/orm/nearest';
import type { DefinitionMap } from '../config/definitions.ts';

/** What `api/policies` holds, and what is said of a name that it does not hold. */
export class PolicyFiles {
  /** By name in lower case, with the name as it is written. */
  readonly #files = new Map<string, { name: string; exported: unknown }>();

  /** @param definitions modules by name, those that win last */
  constructor(definitions: DefinitionMap) {
    for (const [name, exported] of Object.entries(definitions))
      this.#files.set(name.toLowerCase(), { name, exported });
  }

  /** The function of that name; `undefined` when there is none. */
  find(name: string): ((...given: never[]) => unknown) | undefined {
    const exported = this.#files.get(name.toLowerCase())?.exported;
    return typeof exported === 'function' ? (exported as (...given: never[]) => unknown) : undefined;
  }

  /** What is wrong with a name for which {@link find} has nothing. */
  problemWith(name: string): string {
    const file = this.#files.get(name.toLowerCase());
    if (file) return `the policy '${name}', which is ${inspect(file.exported, { depth: 0 })} and no function`;
    const near = nearest(
      name,
      [...this.#files.values()].map((one) => one.name),
    );
    return `the policy '${name}', which is not in api/policies${near === undefined ? '' : `. Did you mean '${near}'?`}`;
  }
}
