/** Composes what each publishing call of a model has to tell. @module */
import type { Socket } from 'socket.io';
import { describe } from '../describe.ts';
import { errors } from '../errors.ts';
import { checkEventName } from '../rooms/event-message.ts';
import { parseSocket, safeData } from '../rooms/socket-like.ts';
import type { Association, ModelEntry } from './model-entry.ts';
import {
  addAdded,
  addCreated,
  addDestroyed,
  addMessaged,
  addRemoved,
  addUpdated,
  type NoticeOptions,
} from './notices.ts';
import type { Publication } from './publication.ts';
import type { PublishArguments } from './publish-arguments.ts';
import type { AnyRecord, RecordId } from './publishable-model.ts';
import { readId } from './record-id.ts';
import { audience, requireId } from './record-rooms.ts';
import {
  addReverseOfCreated,
  addReverseOfDestroyed,
  addReverseOfMember,
  addReverseOfUpdated,
} from './reverse-notices.ts';

/** Subscribes a socket to a record. */
export type Subscribe = (socket: Socket, entry: ModelEntry, id: RecordId) => void;

function isObject(value: unknown): value is AnyRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readOptions(given: unknown): NoticeOptions {
  return isObject(given) ? given : {};
}

function idOf(publication: Publication, entry: ModelEntry, given: unknown): RecordId {
  return requireId(entry, publication.call, given, publication.context.limits.roomNameLength);
}

/** An id given as such; the calls that take it take no record, so that a record given in its place is not half read. */
function plainIdOf(publication: Publication, entry: ModelEntry, given: unknown): RecordId {
  if (typeof given === 'object') throw errors.E_RECORD_ID(publication.call, entry.primaryKey, given);
  return idOf(publication, entry, given);
}

/** Does each item's part; one that can't be done is reported, and keeps none of the others. */
function each(publication: Publication, given: unknown, tell: (item: unknown) => void): void {
  for (const item of Array.isArray(given) ? given : [given]) {
    try {
      tell(item);
    } catch (error) {
      publication.fail(error as Error);
    }
  }
}

export function publishCreate(
  publication: Publication,
  entry: ModelEntry,
  records: unknown,
  given: unknown,
): void {
  const options = readOptions(given);
  each(publication, records, (item) => {
    const id = idOf(publication, entry, item);
    const record = isObject(item) ? item : { [entry.primaryKey]: id };
    if (!options.noReverse) addReverseOfCreated(publication, entry, id, record);
    addCreated(publication, entry, id, record, options);
  });
}

export function publishUpdate(
  publication: Publication,
  entry: ModelEntry,
  givenId: unknown,
  changes: unknown,
  given: unknown,
): void {
  const options = readOptions(given);
  const id = plainIdOf(publication, entry, givenId);
  if (!isObject(changes)) {
    const problem = `the changes are an object of attributes and values; got ${describe(changes)}`;
    throw errors.E_PUBSUB_USAGE(publication.call, problem);
  }
  if (!options.noReverse && isObject(options.previous)) {
    addReverseOfUpdated(publication, entry, id, changes, options.previous);
  }
  addUpdated(publication, entry, id, changes, options);
}

export function publishDestroy(
  publication: Publication,
  entry: ModelEntry,
  givenId: unknown,
  given: unknown,
): void {
  const options = readOptions(given);
  const id = plainIdOf(publication, entry, givenId);
  addDestroyed(publication, entry, id, options);
  if (!options.noReverse && isObject(options.previous)) {
    addReverseOfDestroyed(publication, entry, id, options.previous);
  }
}

export function publishAdd(
  publication: Publication,
  entry: ModelEntry,
  { id: givenId, alias, child }: { id: unknown; alias: unknown; child: unknown },
  given: unknown,
  subscribe: Subscribe,
): void {
  const { noReverse } = readOptions(given);
  const id = plainIdOf(publication, entry, givenId);
  const association = readAlias(publication, entry, alias);
  const target = association && publication.context.models.get(association.target);
  const childId = memberId(publication, target, child);
  const socket = parseSocket(publication.request);
  if (socket !== undefined && target !== undefined && !noReverse) {
    publication.before.push(() => subscribe(socket, target, childId));
  }
  addAdded(publication, entry, id, alias as string, childId, { given: child, entry: target });
  if (!noReverse && association) addReverseOfMember(publication, entry, id, association, childId, true);
}

export function publishRemove(
  publication: Publication,
  entry: ModelEntry,
  { id: givenId, alias, child }: { id: unknown; alias: unknown; child: unknown },
  given: unknown,
): void {
  const { noReverse } = readOptions(given);
  const id = plainIdOf(publication, entry, givenId);
  const association = readAlias(publication, entry, alias);
  const target = association && publication.context.models.get(association.target);
  if (typeof child === 'object')
    throw errors.E_RECORD_ID(publication.call, target?.primaryKey ?? 'id', child);
  const childId = memberId(publication, target, child);
  addRemoved(publication, entry, id, alias as string, childId);
  if (!noReverse && association) addReverseOfMember(publication, entry, id, association, childId, false);
}

export function message(publication: Publication, entry: ModelEntry, record: unknown, data: unknown): void {
  addMessaged(publication, entry, idOf(publication, entry, record), safeData(data));
}

/** One event for each id, so that a socket that is subscribed to two of them hears it twice. */
export function publish(
  publication: Publication,
  entry: ModelEntry,
  records: unknown,
  { event = entry.identity, context, data }: PublishArguments,
): void {
  checkEventName(event);
  if (!entry.contexts.includes(context) && entry.attributes !== undefined) {
    throw errors.E_SUBSCRIPTION_CONTEXT(publication.call, context, [...entry.contexts]);
  }
  each(publication, records, (item) => {
    const rooms = audience(entry, idOf(publication, entry, item), context);
    publication.add(entry, { rooms }, () => safeData(data), event);
  });
}

/** The collection that an alias names; `undefined` for a model that does not tell its attributes. */
function readAlias(publication: Publication, entry: ModelEntry, alias: unknown): Association | undefined {
  const association = typeof alias === 'string' ? entry.associations.get(alias) : undefined;
  const isUnknown = entry.attributes !== undefined || typeof alias !== 'string' || alias === '';
  if (association?.kind === 'collection' || !isUnknown) return association;
  const known = [...entry.associations.values()].filter(({ kind }) => kind === 'collection');
  throw errors.E_RECORD_ALIAS(
    publication.call,
    alias,
    known.map((collection) => collection.alias),
  );
}

function memberId(publication: Publication, target: ModelEntry | undefined, child: unknown): RecordId {
  const reading = target ?? { primaryKey: 'id', idType: undefined };
  const id = Array.isArray(child) ? undefined : readId(reading, child);
  if (id === undefined) throw errors.E_RECORD_ID(publication.call, reading.primaryKey, child);
  return id;
}
