/** Subscribes the socket of a request to what it reads. A request by HTTP only reads. @module */
import { isRefusal, type PubSub } from '@telltale/realtime';
import type { Request } from '../http/request.ts';
import type { AnyModel, Id, Values } from '../models/any-model.ts';
import type { TellingModel } from '../models/pub-sub.ts';
import { targetOf, visibleAssociations } from './associations.ts';
import { idOf } from './records.ts';
import { wasToldSince } from './told-since.ts';

/** What a subscriber stands on. */
export interface SubscriberContext {
  readonly req: Request;
  readonly modelOf: (identity: string) => AnyModel;
  /** Undefined when there is nobody to be subscribed. */
  readonly pubsub: PubSub | undefined;
  /** Whether it is subscribed to new records too. */
  readonly watches: boolean;
}

export class Subscriber {
  readonly #context: SubscriberContext;
  /** The rooms of the records to which it was subscribed. */
  readonly #rooms = new Set<string>();

  /** The models whose new records it has asked for: several associations may lead to one. */
  readonly #asked = new Set<AnyModel>();

  constructor(context: SubscriberContext) {
    this.#context = context;
  }

  /**
   * Reads records and subscribes to them, to the associated ones that are filled in, and to new ones of the associated
   * models. What changes between the reading and the subscription is read again, so that nothing is missed.
   *
   * @throws E_TOO_MANY_ROOMS
   */
  async reading(model: AnyModel, read: () => PromiseLike<Values[]>): Promise<Values[]> {
    const { pubsub } = this.#context;
    if (!pubsub) return read();
    const { position } = pubsub;
    const records = await read();
    await this.#toPopulated(model, records);
    if (!position || !(await wasToldSince(pubsub, position, this.#rooms))) return records;
    const again = await read();
    await this.#toPopulated(model, again);
    return again;
  }

  /** To new records of a model, if the app wants it. @throws E_TOO_MANY_ROOMS */
  async watch(model: AnyModel): Promise<void> {
    const { pubsub, watches, req } = this.#context;
    if (!pubsub || !watches || this.#asked.has(model)) return;
    this.#asked.add(model);
    await orRefused((model as TellingModel).watch(req));
  }

  /** To records that the request has changed. What was done stays done: one room too many is only logged. */
  async afterChange(model: AnyModel, ids: readonly Id[]): Promise<void> {
    await this.#to(model, ids).catch(() => {});
  }

  async #to(model: AnyModel, ids: readonly Id[]): Promise<void> {
    const { pubsub, req } = this.#context;
    if (!pubsub || ids.length === 0) return;
    await orRefused((model as TellingModel).subscribe(req, ids));
    for (const id of ids) this.#rooms.add((model as TellingModel).getRoomName(id)!);
  }

  async #toPopulated(model: AnyModel, records: readonly Values[]): Promise<void> {
    if (records.length === 0) return;
    await this.#to(
      model,
      records.map((record) => idOf(model, record)),
    );
    for (const association of visibleAssociations(model.schema)) {
      const target = this.#context.modelOf(targetOf(association));
      await this.#to(target, idsIn(target, records, association.alias));
      await this.watch(target);
    }
  }
}

/** Who may not be told may still read: that is for the policies of actions to say. The client knows that it is not told. */
async function orRefused(subscribing: Promise<void>): Promise<void> {
  try {
    await subscribing;
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
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
