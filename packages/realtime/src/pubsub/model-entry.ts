/** A model as pub-sub reads it, and all models by name. @module */
import { errors } from '../errors.ts';
import { checkEventName } from '../rooms/event-message.ts';
import type { PublishableModel } from './publishable-model.ts';
import { type IdReading, idTypeOf } from './record-id.ts';
import { classRoomName } from './room-names.ts';

/** An association of a model. */
export interface Association {
  readonly alias: string;
  readonly kind: 'model' | 'collection';
  /** Identity of the other model, in lower case. */
  readonly target: string;
  readonly via: string | undefined;
  readonly through: string | undefined;
  /** Whether a record always has one; it can then be another, and never none. */
  readonly required: boolean;
}

/** What is known of a model. */
export interface ModelEntry extends IdReading {
  readonly model: PublishableModel;
  /** In lower case; the name of its event. */
  readonly identity: string;
  readonly classRoom: string;
  /** `undefined` when the model does not tell its attributes. */
  readonly attributes: ReadonlySet<string> | undefined;
  readonly associations: ReadonlyMap<string, Association>;
  /** Names of protected attributes. */
  readonly hidden: ReadonlySet<string>;
  /** Whether members of a destroyed record lose the key that leads to it. */
  readonly cascades: boolean;
  /** Every context that a record of the model has. */
  readonly contexts: readonly string[];
}

/** All models that pub-sub knows, by identity. */
export type ModelRegistry = ReadonlyMap<string, ModelEntry>;

/**
 * Reads a model.
 *
 * @throws `E_MODEL`
 */
export function readModel(model: PublishableModel): ModelEntry {
  if (typeof model !== 'object' && typeof model !== 'function')
    throw errors.E_MODEL(model, 'nothing can be read');
  if (model === null) throw errors.E_MODEL(model, 'nothing can be read');
  const { primaryKey, attributes } = model;
  if (typeof primaryKey !== 'string' || primaryKey === '') {
    throw errors.E_MODEL(model, '`primaryKey` is not the name of an attribute');
  }
  const identity = readIdentity(model);
  const associations = new Map<string, Association>();
  const hidden = new Set<string>();
  for (const [alias, attribute] of Object.entries(attributes ?? {})) {
    if (typeof attribute !== 'object' || attribute === null) continue;
    const given = attribute as Record<string, unknown>;
    const { model: one, collection: many, via, through, protect, required } = given;
    if (protect === true) hidden.add(alias);
    const target = typeof many === 'string' ? many : one;
    if (typeof target !== 'string') continue;
    associations.set(alias, {
      alias,
      kind: target === many ? 'collection' : 'model',
      target: target.toLowerCase(),
      via: typeof via === 'string' ? via : undefined,
      through: typeof through === 'string' ? through.toLowerCase() : undefined,
      required: required === true,
    });
  }
  return {
    model,
    identity,
    primaryKey,
    idType: idTypeOf(attributes?.[primaryKey]),
    classRoom: classRoomName(identity),
    attributes: attributes && new Set(Object.keys(attributes)),
    associations,
    hidden,
    cascades: model.cascadeOnDestroy !== false,
    contexts: ['update', 'destroy', 'message', ...[...associations.values()].flatMap(contextsOf)],
  };
}

function contextsOf({ alias, kind }: Association): string[] {
  return kind === 'collection' ? [`add:${alias}`, `remove:${alias}`] : [];
}

function readIdentity(model: PublishableModel): string {
  const { identity } = model;
  try {
    checkEventName(typeof identity === 'string' ? identity.toLowerCase() : identity);
  } catch {
    throw errors.E_MODEL(model, '`identity` is not the name of an event that clients can receive');
  }
  if (/\p{Surrogate}/u.test(identity)) throw errors.E_MODEL(model, '`identity` holds half a character');
  return identity.toLowerCase();
}
