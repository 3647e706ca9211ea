/** Tells others what a blueprint changed. Inside a transaction it waits for the commit. @module */
import type { Request } from '../http/request.ts';
import type { AnyModel, Id, Values } from '../models/any-model.ts';
import type { TellingModel } from '../models/pub-sub.ts';
import { foreignKeyOf } from './associations.ts';
import type { Stolen } from './members.ts';

export class Notifier {
  readonly #model: TellingModel;
  readonly #modelOf: (identity: string) => AnyModel;
  /** Who is not told, since it is the one who did it. */
  readonly #requester: Request | undefined;
  readonly #isOn: boolean;

  /**
   * @param requester who is not told
   * @param isOn whether there are sockets to be told
   */
  constructor(
    model: AnyModel,
    modelOf: (identity: string) => AnyModel,
    requester: Request | undefined,
    isOn: boolean,
  ) {
    this.#model = model as TellingModel;
    this.#modelOf = modelOf;
    this.#requester = requester;
    this.#isOn = isOn;
  }

  created(record: Values): void {
    if (this.#isOn) this.#model.publishCreate(record, this.#requester);
  }

  updated(id: Id, changes: Values, previous: Values): void {
    if (this.#isOn) this.#model.publishUpdate(id, changes, this.#requester, { previous });
  }

  destroyed(id: Id, previous: Values): void {
    if (this.#isOn) this.#model.publishDestroy(id, this.#requester, { previous });
  }

  added(id: Id, alias: string, childId: Id): void {
    if (this.#isOn) this.#model.publishAdd(id, alias, childId, this.#requester);
  }

  removed(id: Id, alias: string, childId: Id): void {
    if (this.#isOn) this.#model.publishRemove(id, alias, childId, this.#requester);
  }

  /** Tells former owners that a member went to another one. */
  stolen(alias: string, stolen: readonly Stolen[]): void {
    if (!this.#isOn) return;
    for (const { formerOwner, childId } of stolen) {
      this.#model.publishRemove(formerOwner, alias, childId, this.#requester, { noReverse: true });
    }
  }

  /** Tells members that a record is gone to which they belonged. */
  orphaned(alias: string, id: Id, memberIds: readonly Id[]): void {
    const collection = this.#model.schema.collections.get(alias);
    if (!this.#isOn || !collection) return;
    const target = this.#modelOf(collection.target) as TellingModel;
    const foreignKey = foreignKeyOf(this.#model.schema, alias);
    // Members that keep their key have not changed: they can't be without an owner, or the owner's model doesn't cascade.
    const keepsKey =
      foreignKey !== undefined &&
      (!this.#model.schema.cascadeOnDestroy || target.schema.columnsByName.get(foreignKey)?.required);
    if (keepsKey) return;
    for (const memberId of memberIds) {
      const options = { noReverse: true };
      if (foreignKey !== undefined) {
        target.publishUpdate(memberId, { [foreignKey]: null }, this.#requester, options);
      } else if (collection.via !== undefined && target.schema.collections.has(collection.via)) {
        target.publishRemove(memberId, collection.via, id, this.#requester, options);
      }
    }
  }
}
