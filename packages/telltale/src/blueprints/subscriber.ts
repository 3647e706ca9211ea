/** Subscribes the socket of a request to what it reads. @module */
import type { Request } from '../http/request.ts';
import type { AnyModel, Id, Values } from '../models/any-model.ts';
import type { PubSubMethods } from '../models/pub-sub.ts';
import { targetOf, visibleAssociations } from './associations.ts';
import { idOf } from './records.ts';

export class Subscriber {
  readonly #req: Request;
  readonly #modelOf: (identity: string) => AnyModel;
  readonly #watches: boolean;
  readonly #isOn: boolean;

  /**
   * @param watches whether it is subscribed to new records too
   * @param isOn whether there are subscriptions at all
   */
  constructor(req: Request, modelOf: (identity: string) => AnyModel, watches: boolean, isOn: boolean) {
    this.#req = req;
    this.#modelOf = modelOf;
    this.#watches = watches;
    this.#isOn = isOn && req.isSocket;
  }

  /** To new records of a model, if the app wants it. */
  watch(model: AnyModel): void {
    if (this.#isOn && this.#watches) withPubSub(model).watch(this.#req);
  }

  /** To records. */
  to(model: AnyModel, ids: readonly Id[]): void {
    if (this.#isOn && ids.length > 0) withPubSub(model).subscribe(this.#req, ids);
  }

  /** To records, to the associated ones that are filled in, and to new ones of the associated models. */
  toPopulated(model: AnyModel, records: readonly Values[]): void {
    if (!this.#isOn || records.length === 0) return;
    this.to(
      model,
      records.map((record) => idOf(model, record)),
    );
    for (const association of visibleAssociations(model.schema)) {
      const target = this.#modelOf(targetOf(association));
      this.to(target, idsIn(target, records, association.alias));
      this.watch(target);
    }
  }

  /** Ends the subscription to a record. */
  leave(model: AnyModel, id: Id): void {
    if (this.#isOn) withPubSub(model).unsubscribe(this.#req, [id]);
  }
}

function withPubSub(model: AnyModel): AnyModel & PubSubMethods {
  return model as AnyModel & PubSubMethods;
}

/** The keys of the records that are filled in, each once; a key alone is none. */
function idsIn(target: AnyModel, records: readonly Values[], alias: string): Id[] {
  const ids = new Set<Id>();
  for (const record of records) {
    for (const value of [record[alias]].flat()) {
      if (typeof value === 'object' && value !== null) ids.add(idOf(target, value as Values));
    }
  }
  return [...ids];
}
