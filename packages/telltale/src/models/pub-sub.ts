/** Gives the models of an app the methods of resourceful pub-sub. @module */
import type { Datastore } from '@telltale/orm';
import type { Deferral, PublishableModel, PubSubMethods } from '@telltale/realtime';
import type { FastifyInstance } from 'fastify';
import { errors } from '../errors.ts';
import type { AnyModel, Id, Values } from './any-model.ts';
import type { LoadedOrm } from './loaded-orm.ts';

/** A model that tells. */
export type TellingModel = AnyModel & PubSubMethods<Values, Id>;

/** Names of the methods, for models of an app without sockets. */
const methods = [
  'subscribe',
  'unsubscribe',
  'watch',
  'unwatch',
  'introduce',
  'retire',
  'publish',
  'publishCreate',
  'publishUpdate',
  'publishDestroy',
  'publishAdd',
  'publishRemove',
  'message',
  'subscribers',
  'watchers',
] as const satisfies readonly (keyof PubSubMethods)[];

/**
 * Lets all models of an app tell.
 *
 * @param missing the part that is off and without which they can't: their methods then say so
 */
export function attachPubSub(
  fastify: FastifyInstance,
  { models, definitions }: LoadedOrm,
  missing: string | undefined,
): void {
  for (const model of Object.values(models)) {
    if (missing !== undefined) {
      refuseMethods(model, missing);
      continue;
    }
    const autosubscribe = definitions.get(model.identity)?.autosubscribe;
    if (autosubscribe !== undefined) Object.assign(model, { autosubscribe });
    // The model itself learns it, since it may be destroyed and told of by code of its own.
    Object.assign(model, { cascadeOnDestroy: model.schema.cascadeOnDestroy });
    fastify.pubsub.attach(model as AnyModel & PublishableModel<never>);
  }
}

/** Notifications inside a transaction wait for its commit, whichever of the databases it is of. */
export function deferralOf(datastores: Readonly<Record<string, Datastore>>): Deferral {
  const all = Object.values(datastores);
  const defer: Deferral = (work) => {
    const datastore = all.find(({ isInTransaction }) => isInTransaction);
    if (!datastore) return false;
    // It may have been a part of a transaction of another database, which has its own commit to come.
    void datastore.onCommit(() => (defer(work) ? undefined : work()));
    return true;
  };
  return defer;
}

function refuseMethods(model: AnyModel, part: string): void {
  for (const name of methods) {
    if (Reflect.has(model, name)) continue;
    const value = (): never => {
      throw errors.E_PART_OFF(`${model.globalId}.${name}()`, part);
    };
    Object.defineProperty(model, name, { value, configurable: true, writable: true });
  }
}
