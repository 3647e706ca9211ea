/** What pub-sub needs of a model, whichever ORM it comes from. @module */

/** What names a record. 0 is a good id; an empty string is none. */
export type RecordId = string | number;

/** A record of which nothing else is known. */
export type AnyRecord = Record<string, unknown>;

/** What is read of an attribute. An attribute that is only a type (`'string'`) is fine. */
export interface PublishableAttribute {
  /** Of the primary key: whether ids are numbers or strings. */
  readonly type?: unknown;
  /** Identity of the model whose record this points at. */
  readonly model?: unknown;
  /** Identity of the model whose records this stands for. */
  readonly collection?: unknown;
  /** The attribute on the other side. */
  readonly via?: unknown;
  /** Identity of the model that joins the two. */
  readonly through?: unknown;
  /** Of a `model`: whether each record has one, so that it keeps its key when the other record is destroyed. */
  readonly required?: unknown;
  /** Keeps the attribute out of notifications, at any depth. */
  readonly protect?: unknown;
}

/** Contexts to which a socket can be subscribed by themselves. */
export type SubscriptionContext = 'update' | 'destroy' | 'message' | `add:${string}` | `remove:${string}`;

/** One context or several; `true` and `'*'` are all, `false` is none. */
export type SubscriptionContexts =
  | SubscriptionContext
  | '*'
  | boolean
  | readonly (SubscriptionContext | '*')[];

/**
 * Any model. Only the first two are needed; without `attributes` there are no associations and nothing is protected.
 *
 * @typeParam Rec the type of its records
 */
export interface PublishableModel<Rec extends object = AnyRecord> {
  /** Name of the model. In lower case it is the name of its event. */
  readonly identity: string;
  /** Name of the attribute by which a record is known. */
  readonly primaryKey: string;
  readonly attributes?: { readonly [name: string]: PublishableAttribute | string | false | object };
  /** Makes the JSON form of a record, or of some of its values, populated ones included. Goes before `customToJSON`. */
  serialize?(record: object): unknown;
  /** Makes the JSON form of the record that `this` is; for changes, of the record as far as it is known. */
  customToJSON?(this: Rec): unknown;
  /** Whether members of a destroyed record lose the key that leads to it. `false`: they keep it, and are told nothing. @default true */
  readonly cascadeOnDestroy?: boolean;
  /** Contexts to which `subscribe` subscribes when it names none. @default true */
  readonly autosubscribe?: boolean | string | readonly string[];
}

type Hook<Given extends unknown[]> = (...given: Given) => unknown;
type Bag = object | undefined;

/**
 * Functions that a model may have. Each runs for the notifications of reverse associations too, in time before the
 * notification is made, or after it was delivered. One that throws is logged, and affects nothing. Names with a
 * leading underscore do the same.
 */
export interface PublishHooks<Rec extends object = AnyRecord, Id extends RecordId = RecordId> {
  beforePublishCreate?: Hook<[values: Rec, request?: unknown]>;
  afterPublishCreate?: Hook<[values: Rec, request?: unknown]>;
  beforePublishUpdate?: Hook<[id: Id, changes: Partial<Rec>, request?: unknown, options?: Bag]>;
  afterPublishUpdate?: Hook<[id: Id, changes: Partial<Rec>, request?: unknown, options?: Bag]>;
  beforePublishDestroy?: Hook<[id: Id, request?: unknown, options?: Bag]>;
  afterPublishDestroy?: Hook<[id: Id, request?: unknown, options?: Bag]>;
  beforePublishAdd?: Hook<[id: Id, alias: string, child: unknown, request?: unknown]>;
  afterPublishAdd?: Hook<[id: Id, alias: string, child: unknown, request?: unknown]>;
  beforePublishRemove?: Hook<[id: Id, alias: string, childId: RecordId, request?: unknown]>;
  afterPublishRemove?: Hook<[id: Id, alias: string, childId: RecordId, request?: unknown]>;
}
