/** The methods that pub-sub gives to a model. @module */
import type { Socket } from 'socket.io';
import type { SocketOrRequest } from '../rooms/index.ts';
import type { AnyRecord, RecordId, SubscriptionContext, SubscriptionContexts } from './publishable-model.ts';

/** The type of a record's id: that of its `id`, when it has one. */
export type IdOf<Rec extends object> = Rec extends { id: infer Id extends RecordId } ? Id : RecordId;

/** Some values of a record; any object where records may have any attributes. */
export type PartOf<Rec extends object> = string extends keyof Rec ? object : Readonly<Partial<Rec>>;

/** A record, or its id. */
export type RecordOrId<Rec extends object, Id extends RecordId> = Id | PartOf<Rec>;

/** Who does not hear a notification: a socket, or a request of either transport; nothing leaves nobody out. */
export type Omitted = SocketOrRequest | null | undefined;

export interface PublishCreateOptions {
  /** Leaves the watchers unsubscribed from the new record. @default false */
  noIntroduce?: boolean;
  /** Tells nothing to associated records. @default false */
  noReverse?: boolean;
}

export interface PublishUpdateOptions<Rec extends object = AnyRecord> {
  /**
   * The record as it was, sent with the notification. Populated associations in it are compared with the changes, and
   * the records that came and went are told.
   */
  previous?: PartOf<Rec> | null;
  /** Tells nothing to associated records. @default false */
  noReverse?: boolean;
}

/** As {@link PublishUpdateOptions}: the records that are associated in `previous` are told. */
export type PublishDestroyOptions<Rec extends object = AnyRecord> = PublishUpdateOptions<Rec>;

export interface PublishMemberOptions {
  /** Tells nothing to the member, and does not subscribe the requester to it. @default false */
  noReverse?: boolean;
}

/**
 * Resourceful pub-sub of one model. The methods need no `this`.
 *
 * Notifications are events with the name of the model. A model's records leave in their JSON form, without protected
 * attributes at any depth. Calls that publish tell the subscribers of every server, in the order of the calls; inside a
 * transaction they wait for its commit, and a rollback drops them. Mistakes in the arguments are logged as errors and
 * reject the promise of the call. Nothing is thrown, and a promise that nobody looks at is safe.
 *
 * @typeParam Rec the type of the model's records
 * @typeParam Id the type of their ids
 */
export interface PubSubMethods<Rec extends object = AnyRecord, Id extends RecordId = IdOf<Rec>> {
  /**
   * Subscribes a socket to records: from when the call returns it hears what is published about them.
   *
   * @param socket a socket, or a request that came over one. A request over HTTP is left alone
   * @param records ids, records, or one of either; 0 is an id. They are not looked up
   * @param contexts what to hear of. Without any it is the model's `autosubscribe`, which is everything by default
   * @throws (by the promise) `E_RECORD_ID`, `E_SUBSCRIPTION_CONTEXT`, `E_TOO_MANY_ROOMS`, `E_PUBSUB_USAGE`
   *
   * @example
   * User.subscribe(req, [newUser.id]);
   * User.subscribe(req, users, ['update', 'destroy']);
   */
  subscribe(
    socket: SocketOrRequest,
    records: RecordOrId<Rec, Id> | readonly RecordOrId<Rec, Id>[],
    contexts?: SubscriptionContexts,
  ): Promise<void>;

  /**
   * Ends subscriptions. The mirror of {@link PubSubMethods.subscribe}.
   *
   * @param contexts what to hear of no longer. Without any it is everything
   */
  unsubscribe(
    socket: SocketOrRequest,
    records: RecordOrId<Rec, Id> | readonly RecordOrId<Rec, Id>[],
    contexts?: SubscriptionContexts,
  ): Promise<void>;

  /**
   * Sends data of the app's own to the subscribers of records, once for each record.
   *
   * @param records ids, records, or one of either
   * @param data anything JSON can carry; it travels as it is
   * @param omit who does not get it
   * @throws (by the promise) `E_RECORD_ID`, `E_DATA_NOT_JSON`, `E_NOTIFICATION_TOO_LARGE`
   *
   * @example
   * User.publish([user.id], { verb: 'published', id: user.id, theSecret: 'is out' }, req);
   */
  publish(
    records: RecordOrId<Rec, Id> | readonly RecordOrId<Rec, Id>[],
    data: unknown,
    omit?: Omitted,
  ): Promise<void>;
  /** @deprecated the older form, with an event and a context (`'message'` by default). Use {@link PubSubMethods.message} */
  publish(
    records: RecordOrId<Rec, Id> | readonly RecordOrId<Rec, Id>[],
    event: string,
    data: unknown,
    omit?: Omitted,
  ): Promise<void>;
  /** @deprecated the older form, with an event and a context. Use {@link PubSubMethods.message} */
  publish(
    records: RecordOrId<Rec, Id> | readonly RecordOrId<Rec, Id>[],
    event: string,
    context: SubscriptionContext,
    data: unknown,
    omit?: Omitted,
  ): Promise<void>;

  /**
   * The room of a record's subscribers. Only `subscribe` lets sockets in.
   *
   * @returns `undefined`, and an error in the log, for what names no record
   */
  getRoomName(id: RecordOrId<Rec, Id>): string | undefined;

  /**
   * Tells the watchers of the model that a record was created, and subscribes them to it. Parents and members that the
   * record names are told as well.
   *
   * @param records the record, or several; an id stands for a record of which nothing else is told
   * @param omit who does not hear it
   * @throws (by the promise) `E_RECORD_ID`, `E_JSON_FORM`, `E_NOTIFICATION_TOO_LARGE`; other records are told all the same
   *
   * @example
   * User.create({ name: 'johnny five' }).exec((err, newUser) => {
   *   if (!err) User.publishCreate(newUser);
   * });
   */
  publishCreate(
    records: RecordOrId<Rec, Id> | readonly RecordOrId<Rec, Id>[],
    omit?: Omitted,
    options?: PublishCreateOptions | null,
  ): Promise<void>;

  /**
   * Tells the subscribers of a record that it changed.
   *
   * @param changes the values that were set
   * @param omit who does not hear it
   * @throws (by the promise) `E_RECORD_ID`, `E_PUBSUB_USAGE`, `E_JSON_FORM`, `E_NOTIFICATION_TOO_LARGE`
   *
   * @example
   * User.publishUpdate(7, { name: 'Ann' }, req, { previous });
   */
  publishUpdate(
    id: Id,
    changes: PartOf<Rec>,
    omit?: Omitted,
    options?: PublishUpdateOptions<Rec> | null,
  ): Promise<void>;

  /**
   * Tells the subscribers of a record that it is gone, and ends their subscriptions to it.
   *
   * @param omit who does not hear it
   * @throws (by the promise) `E_RECORD_ID`, `E_JSON_FORM`, `E_NOTIFICATION_TOO_LARGE`
   *
   * @example
   * User.publishDestroy(7, req, { previous: user });
   */
  publishDestroy(id: Id, omit?: Omitted, options?: PublishDestroyOptions<Rec> | null): Promise<void>;

  /**
   * Tells the subscribers of a record that a collection of it has another member; the member's are told as well, and a
   * requester with a socket is subscribed to it.
   *
   * @param alias name of the collection
   * @param child the member, or its id. Only a record is sent along
   * @throws (by the promise) `E_RECORD_ID`, `E_RECORD_ALIAS`, `E_JSON_FORM`, `E_NOTIFICATION_TOO_LARGE`
   *
   * @example
   * User.publishAdd(7, 'pets', 3, req);
   */
  publishAdd(
    id: Id,
    alias: string,
    child: RecordId | object,
    omit?: Omitted,
    options?: PublishMemberOptions | null,
  ): Promise<void>;

  /** Tells the subscribers of a record that a member left a collection of it. As {@link PubSubMethods.publishAdd}. */
  publishRemove(
    id: Id,
    alias: string,
    childId: RecordId,
    omit?: Omitted,
    options?: PublishMemberOptions | null,
  ): Promise<void>;

  /**
   * Sends a message of the app's own about a record to its subscribers, as `{ verb: 'messaged', id, data }`.
   *
   * @example
   * User.message(7, { count: 12 }, req);
   */
  message(record: RecordOrId<Rec, Id>, data: unknown, omit?: Omitted): Promise<void>;

  /**
   * Has a socket hear of new records, to which it is then subscribed.
   *
   * @throws (by the promise) `E_TOO_MANY_ROOMS`, `E_PUBSUB_USAGE`
   */
  watch(socket: SocketOrRequest): Promise<void>;
  /** Ends what {@link PubSubMethods.watch} began. Subscriptions to records stay. */
  unwatch(socket: SocketOrRequest): Promise<void>;

  /** Subscribes the watchers of every server to a record. `publishCreate` does so by itself. */
  introduce(record: RecordOrId<Rec, Id>): Promise<void>;
  /** Ends the watchers' subscriptions to a record. `publishDestroy` ends everybody's by itself. */
  retire(record: RecordOrId<Rec, Id>): Promise<void>;

  /** The sockets of this server that are subscribed to a record, each once. */
  subscribers(record: RecordOrId<Rec, Id>, contexts?: SubscriptionContexts): Socket[];
  /** The sockets of this server that watch the model. */
  watchers(): Socket[];

  /** The room of a record, or of one context of it: `getRoomName`, with the second argument of older apps. */
  room(id: RecordOrId<Rec, Id>, context?: SubscriptionContext): string | undefined;
  /** The room of those who watch the model. */
  classRoom(): string;

  /** The name of {@link PubSubMethods.publishCreate} in later apps; so for the others. */
  _publishCreate: PubSubMethods<Rec, Id>['publishCreate'];
  _publishCreateSingle: PubSubMethods<Rec, Id>['publishCreate'];
  _publishUpdate: PubSubMethods<Rec, Id>['publishUpdate'];
  _publishDestroy: PubSubMethods<Rec, Id>['publishDestroy'];
  _publishAdd: PubSubMethods<Rec, Id>['publishAdd'];
  _publishRemove: PubSubMethods<Rec, Id>['publishRemove'];
  _publishRPS: PubSubMethods<Rec, Id>['publish'];
  _watch: PubSubMethods<Rec, Id>['watch'];
  _introduce: PubSubMethods<Rec, Id>['introduce'];
  _retire: PubSubMethods<Rec, Id>['retire'];
  _room: PubSubMethods<Rec, Id>['room'];
  _classRoom: PubSubMethods<Rec, Id>['classRoom'];
}
