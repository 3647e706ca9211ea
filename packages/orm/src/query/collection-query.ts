/** `addToCollection`, `removeFromCollection`, `replaceCollection`. @module */
import { knownNames } from '../known-names.ts';
import { toIds } from '../record/prepare-values.ts';
import { describe } from '../record/rules.ts';
import { UsageError } from '../usage-error.ts';
import { addMembers, removeMembers, replaceMembers } from './member-changes.ts';
import type { ModelContext } from './model-context.ts';
import { Query } from './query.ts';

const changes = {
  addToCollection: addMembers,
  removeFromCollection: removeMembers,
  replaceCollection: replaceMembers,
};

export class CollectionQuery extends Query<undefined> {
  readonly #method: keyof typeof changes;
  readonly #owners: unknown;
  readonly #alias: unknown;
  #members: unknown;

  constructor(
    context: ModelContext,
    method: keyof typeof changes,
    owners: unknown,
    alias: unknown,
    members: unknown,
  ) {
    super(context);
    this.#method = method;
    this.#owners = owners;
    this.#alias = alias;
    this.#members = members;
  }

  /** The records to add, remove, or keep: primary keys, or records. */
  members(members: unknown): this {
    this.#members = members;
    return this;
  }

  protected async perform(): Promise<undefined> {
    const { context } = this;
    const { schema, datastore } = context;
    const collection = typeof this.#alias === 'string' ? schema.collections.get(this.#alias) : undefined;
    if (!collection) {
      const known = knownNames(this.#alias, schema.collections.keys());
      this.#refuse(`there is no collection ${describe(this.#alias)}; ${known}`);
    }
    if (this.#members === undefined) this.#refuse('no members were given; write .members([…])');
    const owners = toIds(schema, this.#owners);
    if (typeof owners === 'string') this.#refuse(owners);
    const members = toIds(context.schemaOf(collection.target), this.#members);
    if (typeof members === 'string') this.#refuse(members);
    await datastore.transaction(() => changes[this.#method](context, collection, owners, members));
    return undefined;
  }

  #refuse(details: string): never {
    throw new UsageError(
      'E_INVALID_ASSOCIATED_IDS',
      this.context.schema.identity,
      `${this.#method}(): ${details}`,
    );
  }
}
