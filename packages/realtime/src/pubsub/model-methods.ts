/** Makes the methods of one model: each reads its arguments, does its part, and tells the log what went wrong. @module */
import type { Socket } from 'socket.io';
import type { NotificationLog } from '../log/index.ts';
import { isFull, parseSocket } from '../rooms/index.ts';
import { unobserved } from '../rooms/settle.ts';
import type { ModelEntry } from './model-entry.ts';
import { type Deferral, send } from './outbox.ts';
import { Publication, type PublicationContext } from './publication.ts';
import { readPublishArguments } from './publish-arguments.ts';
import type { RecordId } from './publishable-model.ts';
import {
  message,
  publish,
  publishAdd,
  publishCreate,
  publishDestroy,
  publishRemove,
  publishUpdate,
} from './publishing.ts';
import type { PubSubMethods } from './pubsub-methods.ts';
import { requireId } from './record-rooms.ts';
import { isRefusal } from './rights/refusal.ts';
import { contextRoomName, recordRoomName } from './room-names.ts';
import {
  moveWatchers,
  type SubscribingContext,
  subscribe,
  subscribers,
  subscribeToIds,
  unsubscribe,
  unwatch,
  watch,
  watchers,
} from './subscribing.ts';

/** What the methods of all models stand on. */
export interface MethodsContext extends PublicationContext, SubscribingContext {
  readonly limits: PublicationContext['limits'];
  readonly notifications: NotificationLog;
  readonly deferral: Deferral | undefined;
}

const done = Promise.resolve();

/** Makes the methods of the model that `entry` describes. */
export function createModelMethods(context: MethodsContext, entry: ModelEntry): PubSubMethods {
  const { report } = context;

  const telling = (
    name: string,
    request: unknown,
    compose: (publication: Publication) => void,
  ): Promise<void> => {
    const publication = new Publication(context, `${entry.identity}.${name}`, request);
    try {
      compose(publication);
    } catch (error) {
      publication.fail(error as Error);
    }
    return send(publication, context.notifications, context.deferral);
  };

  const failed = (error: unknown, target: unknown): Promise<never> => {
    const socket = isFull(error) ? parseSocket(target) : undefined;
    // A policy that says no is no mistake, and has written down what it is. That a socket is full is written down once.
    if (!isRefusal(error) && (socket === undefined || context.rooms.full.isNews(socket)))
      report(error as Error);
    return Promise.reject(error);
  };

  const doing = (target: unknown, work: () => void | Promise<void>): Promise<void> => {
    try {
      const waiting = work();
      return waiting === undefined ? done : unobserved(waiting.catch((error) => failed(error, target)));
    } catch (error) {
      return unobserved(failed(error, target));
    }
  };

  const moving = (event: 'join' | 'leave', record: unknown): Promise<void> => {
    const moved = moveWatchers(context, entry, event, record);
    moved.catch(report);
    return moved;
  };

  const asking = <Answer>(ask: () => Answer, none: Answer): Answer => {
    try {
      return ask();
    } catch (error) {
      report(error as Error);
      return none;
    }
  };

  const subscribeRequester = (socket: Socket, child: ModelEntry, id: RecordId): void =>
    void doing(socket, () => subscribeToIds(context, socket, socket, child, [id]));

  const room = (id: unknown, name?: string): string | undefined =>
    asking(() => {
      const recordId = requireId(entry, `${entry.identity}.getRoomName`, id, context.limits.roomNameLength);
      // A model may be called as one of its contexts is; then the name is the context's.
      const isWhole = name === entry.identity && !entry.contexts.includes(name);
      return name === undefined || isWhole
        ? recordRoomName(entry.identity, recordId)
        : contextRoomName(entry.identity, recordId, name);
    }, undefined);

  const methods = {
    subscribe: (...given: unknown[]) => doing(given[0], () => subscribe(context, entry, given)),
    unsubscribe: (...given: unknown[]) => doing(given[0], () => unsubscribe(context, entry, given)),
    watch: (target: unknown) => doing(target, () => watch(context, entry, target)),
    unwatch: (target: unknown) => doing(target, () => unwatch(context, entry, target)),
    introduce: (record: unknown) => moving('join', record),
    retire: (record: unknown) => moving('leave', record),
    subscribers: (record: unknown, contexts?: unknown) =>
      asking(() => subscribers(context, entry, record, contexts), []),
    watchers: () => watchers(context, entry),
    getRoomName: (id: unknown) => room(id),
    room,
    classRoom: () => entry.classRoom,

    publish(records: unknown, ...rest: unknown[]) {
      const given = readPublishArguments(rest);
      return telling('publish', given.request, (publication) => publish(publication, entry, records, given));
    },
    publishCreate: (records: unknown, request?: unknown, options?: unknown) =>
      telling('publishCreate', request, (publication) => publishCreate(publication, entry, records, options)),
    publishUpdate: (id: unknown, changes: unknown, request?: unknown, options?: unknown) =>
      telling('publishUpdate', request, (publication) =>
        publishUpdate(publication, entry, id, changes, options),
      ),
    publishDestroy: (id: unknown, request?: unknown, options?: unknown) =>
      telling('publishDestroy', request, (publication) => publishDestroy(publication, entry, id, options)),
    publishAdd: (id: unknown, alias: unknown, child: unknown, request?: unknown, options?: unknown) =>
      telling('publishAdd', request, (publication) =>
        publishAdd(publication, entry, { id, alias, child }, options, subscribeRequester),
      ),
    publishRemove: (id: unknown, alias: unknown, child: unknown, request?: unknown, options?: unknown) =>
      telling('publishRemove', request, (publication) =>
        publishRemove(publication, entry, { id, alias, child }, options),
      ),
    message: (record: unknown, data: unknown, request?: unknown) =>
      telling('message', request, (publication) => message(publication, entry, record, data)),
  };
  return {
    ...methods,
    _publishCreate: methods.publishCreate,
    _publishCreateSingle: methods.publishCreate,
    _publishUpdate: methods.publishUpdate,
    _publishDestroy: methods.publishDestroy,
    _publishAdd: methods.publishAdd,
    _publishRemove: methods.publishRemove,
    _publishRPS: methods.publish,
    _watch: methods.watch,
    _introduce: methods.introduce,
    _retire: methods.retire,
    _room: methods.room,
    _classRoom: methods.classRoom,
  };
}
