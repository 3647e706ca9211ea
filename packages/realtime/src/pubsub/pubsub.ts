/** Resourceful pub-sub: models that tell. @module */
import type { Position } from '@telltale/protocol';
import type { Socket } from 'socket.io';
import { errors } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { LoggedNotification, NotificationLog } from '../log/index.ts';
import { leaveRooms, type RoomsContext, type SocketTarget } from '../rooms/index.ts';
import { catchUp } from './catch-up.ts';
import { readContexts } from './contexts.ts';
import { deliverEverywhere, deliverHere, standsAlone } from './delivery.ts';
import { type ModelEntry, readModel } from './model-entry.ts';
import { createModelMethods, type MethodsContext } from './model-methods.ts';
import type { Deferral } from './outbox.ts';
import type { AnyRecord, PublishableModel, RecordId } from './publishable-model.ts';
import type { PubSubMethods } from './pubsub-methods.ts';
import { RecentNotifications } from './recent-notifications.ts';
import { type AskedAgain, askAgain, askAgainHere } from './rights/ask-again.ts';
import { Guard } from './rights/guard.ts';
import { readRights } from './rights/read-rights.ts';
import { Review } from './rights/review.ts';
import type { SubscriptionRights } from './rights/subscription-policy.ts';
import type { PubSubLog } from './subscribing.ts';

/** Resourceful pub-sub of one server. */
export interface PubSub {
  /**
   * Gives a model the methods of pub-sub. Methods that it has already are kept as they are. Models that are associated
   * have to be attached all, so that each knows what the other protects.
   *
   * @typeParam Rec the type of the model's records
   * @param model any object with an identity and a primary key
   * @returns the same model
   * @throws `E_MODEL` for what is no model, and for another model of the same identity; `E_SUBSCRIPTION_CONTEXT` for an
   * `autosubscribe` that names what is no context
   *
   * @example
   * const User = fastify.pubsub.attach<{ id: number; name: string }>({ identity: 'user', primaryKey: 'id' });
   * User.publishCreate({ id: 1, name: 'Ann' });
   */
  attach<Rec extends object = AnyRecord, Model extends PublishableModel<never> = PublishableModel<never>>(
    model: Model,
  ): Model & PubSubMethods<Rec>;

  /**
   * Makes the methods of pub-sub for a model, and leaves the model itself as it is.
   *
   * @throws as {@link PubSub.attach}
   *
   * @example
   * const users = fastify.pubsub.methodsOf<User>({ identity: 'user', primaryKey: 'id' });
   */
  methodsOf<Rec extends object = AnyRecord>(model: PublishableModel<never>): PubSubMethods<Rec>;

  /** Forgets a model and takes its methods off it, so that it can be attached elsewhere, or another takes its place. */
  detach(model: PublishableModel<never>): void;

  /**
   * Where the notification log stands for this server; `undefined` when its notifications have no positions, since other
   * servers write to logs of their own.
   */
  readonly position: Position | undefined;

  /** The log that notifications are delivered from. */
  readonly log: NotificationLog;

  /**
   * Asks the policies again whether sockets may stay subscribed: to be called when rights have changed. Whoever may not is
   * unsubscribed, and its client is told. Where `maySubscribe` is not set, nothing happens.
   *
   * @param whom a socket, a request that came over one, or the id of a socket: everything that it is subscribed to;
   * `{ model, ids }`: everybody who is subscribed to these records, on all servers, or without `ids` to anything of the
   * model; nothing: everybody on all servers
   * @returns resolves when this server has asked, and the others know that they are to
   * @throws (by the promise) `E_SERVERS_UNREACHABLE`
   *
   * @example
   * await Membership.destroy({ team: 7, user: 3 });
   * await fastify.pubsub.askAgain({ model: 'team', ids: [7] });
   */
  askAgain(whom?: SocketTarget | { model: string; ids?: readonly RecordId[] }): Promise<void>;
}

/** A {@link PubSub} in the hands of the plugin. */
export interface PubSubLife extends PubSub {
  /** Asks again about sockets of this server, as another one wants it. Anything may come from there. */
  askAgainHere(about: unknown): void;
  /** Opens the log, and delivers from it. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** What pub-sub stands on. */
export interface PubSubOptions {
  rooms: RoomsContext;
  limits: Pick<Limits, 'notificationLength' | 'roomNameLength'>;
  log: PubSubLog;
  notifications: NotificationLog;
  deferral?: Deferral | undefined;
  /** Finds the request in what an app subscribes, when it came over a socket. */
  requestOf?: (target: unknown) => SubscribingRequest | undefined;
  rights?: SubscriptionRights | undefined;
  /** Has the other servers ask again; see {@link PubSubLife.askAgainHere}. */
  tellOthers?: (about: AskedAgain) => Promise<void>;
}

/** What pub-sub needs of a request that subscribes its socket. */
export interface SubscribingRequest {
  /** Where the log stood when the request arrived; taken away when it can't be promised that nothing was missed since. */
  position: Position | undefined;
  /** Whether the reply carries the position. */
  subscribed: boolean;
}

/**
 * Makes pub-sub. Nothing is delivered before `start`.
 *
 * @example
 * const pubsub = createPubSub({ rooms, limits, log, notifications: createMemoryLog() });
 * await pubsub.start();
 */
export function createPubSub(options: PubSubOptions): PubSubLife {
  const { rooms, limits, log, notifications, deferral, requestOf } = options;
  const models = new Map<string, ModelEntry>();
  const methods = new WeakMap<ModelEntry, PubSubMethods>();
  const warned = new Set<string>();
  const recent = new RecentNotifications();
  let tail: Disposable | undefined;

  const tellMissed = (socket: Socket, entered: readonly string[], since: Position): boolean => {
    const missed = recent.between(since, notifications.position);
    if (missed === undefined) leaveRooms(socket, entered);
    else if (missed.length > 0) catchUp(rooms, socket, entered, missed);
    return missed !== undefined;
  };

  const isLocal = (): boolean => notifications.shared || standsAlone(rooms);
  const position = (): Position | undefined => (isLocal() ? notifications.position : undefined);
  const rights = readRights(options.rights ?? {});
  const guarding = rights && { rights, rooms, models, log, position, catchUp: tellMissed };
  const guard = guarding && new Guard(guarding);
  const review = guarding && guard && new Review(guarding, guard);
  if (guard) rooms.guard = guard;

  const context: MethodsContext = {
    models,
    guard,
    rooms,
    limits,
    log,
    notifications,
    deferral,
    subscribed(target, socket, entered, since) {
      const request = requestOf?.(target);
      if (request?.position === undefined) return since === undefined || tellMissed(socket, entered, since);
      request.subscribed = true;
      const missed = recent.between(request.position, notifications.position);
      if (missed === undefined) request.position = undefined;
      else if (missed.length > 0) catchUp(rooms, socket, entered, missed);
      return missed !== undefined || since === undefined || tellMissed(socket, entered, since);
    },
    report: (error) => log.error({ err: error }, error.message),
    unknownModel({ identity }, alias, target) {
      const name = `${identity}.${alias}`;
      if (warned.has(name)) return;
      warned.add(name);
      log.warn(
        `${name} is left out of notifications, since nobody knows what model ${target} protects; attach that model, too`,
      );
    },
  };

  const deliver = (notification: LoggedNotification): void => {
    if (isLocal()) {
      recent.add(notification);
      deliverHere({ rooms, log }, notification);
    } else deliverEverywhere({ rooms, log }, notification);
  };

  const register = (model: PublishableModel): PubSubMethods => {
    const entry = readModel(model);
    const known = models.get(entry.identity);
    if (known !== undefined && known.model !== model) {
      throw errors.E_MODEL(model, `the identity '${entry.identity}' is another model's already`);
    }
    const made = known && methods.get(known);
    if (made !== undefined) return made;
    // An autosubscribe that names what is no context is told now rather than at each call.
    readContexts(entry, `${entry.identity}.autosubscribe`, undefined);
    models.set(entry.identity, entry);
    const fresh = createModelMethods(context, entry);
    methods.set(entry, fresh);
    return fresh;
  };

  const pubsub = {
    attach(model: PublishableModel) {
      const own = register(model);
      if (!Object.isExtensible(model)) {
        throw errors.E_MODEL(model, 'nothing can be added, since it is frozen; use pubsub.methodsOf(model)');
      }
      for (const [name, value] of Object.entries(own)) {
        if (typeof Reflect.get(model, name) === 'function') continue;
        Object.defineProperty(model, name, { value, configurable: true, writable: true });
      }
      return model;
    },
    methodsOf: register,
    detach(model: PublishableModel) {
      for (const [identity, entry] of models) {
        if (entry.model !== model) continue;
        models.delete(identity);
        for (const [name, value] of Object.entries(methods.get(entry) ?? {})) {
          if (Reflect.get(model, name) === value) Reflect.deleteProperty(model, name);
        }
      }
    },
    get position() {
      return position();
    },
    askAgain: (whom?: unknown) => askAgain(review, rooms, whom, options.tellOthers),
    askAgainHere: (about: unknown) => askAgainHere(review, rooms, about),
    log: notifications,
    async start() {
      await notifications.open();
      tail = notifications.tail(deliver);
      review?.start();
    },
    async close() {
      review?.close();
      tail?.[Symbol.dispose]();
      await notifications.close();
    },
  };
  // The methods are those of every type of record, which a type argument can't say.
  return pubsub as unknown as PubSubLife;
}
