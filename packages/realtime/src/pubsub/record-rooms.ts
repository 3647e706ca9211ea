/** Says which record an app means, and in which rooms its subscribers are. @module */
import { errors } from '../errors.ts';
import type { Contexts } from './contexts.ts';
import type { ModelEntry } from './model-entry.ts';
import type { RecordId } from './publishable-model.ts';
import { readId } from './record-id.ts';
import { contextRoomName, recordRoomName } from './room-names.ts';

/**
 * The id in what an app gives for a record.
 *
 * @param roomNameLength characters that the name of its room may have
 * @throws `E_RECORD_ID`, `E_ROOM_NAME_TOO_LONG`
 */
export function requireId(entry: ModelEntry, call: string, given: unknown, roomNameLength: number): RecordId {
  const id = readId(entry, given);
  if (id === undefined) throw errors.E_RECORD_ID(call, entry.primaryKey, given);
  if (typeof id === 'string') {
    const { length } = recordRoomName(entry.identity, id);
    if (length > roomNameLength) throw errors.E_ROOM_NAME_TOO_LONG(length, roomNameLength);
  }
  return id;
}

/** The rooms that a subscription to a record enters: one for all contexts, else one for each. */
export function subscriptionRooms({ identity }: ModelEntry, id: RecordId, contexts: Contexts): string[] {
  if (contexts === 'all') return [recordRoomName(identity, id)];
  return contexts.map((context) => contextRoomName(identity, id, context));
}

/** The rooms of those who are told of a record in a context. */
export function audience({ identity }: ModelEntry, id: RecordId, context: string): string[] {
  return [recordRoomName(identity, id), contextRoomName(identity, id, context)];
}

/** Every room that a record has. */
export function allRooms(entry: ModelEntry, id: RecordId): string[] {
  return [recordRoomName(entry.identity, id), ...subscriptionRooms(entry, id, entry.contexts)];
}
