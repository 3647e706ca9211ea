/** What a socket is subscribed to, read from the names of its rooms. @module */

import type { ModelRegistry } from '../model-entry.ts';
import type { RecordId } from '../publishable-model.ts';
import { readId } from '../record-id.ts';
import { parseModelRoom } from '../room-names.ts';

/** Subscriptions to one model. */
export interface Standing {
  readonly model: string;
  /** The rooms of each record: one for everything, or some for contexts. */
  readonly records: Map<RecordId, string[]>;
  /** The room of new records, if it is among the rooms. */
  watch: string | undefined;
}

/** Sorts rooms by model. Rooms of no model are left out. */
export function standingIn(rooms: Iterable<string>, models: ModelRegistry): Map<string, Standing> {
  const found = new Map<string, Standing>();
  for (const name of rooms) {
    const room = parseModelRoom(name);
    if (room === undefined) continue;
    const { identity, id: text } = room;
    let standing = found.get(identity);
    if (standing === undefined) {
      standing = { model: identity, records: new Map(), watch: undefined };
      found.set(identity, standing);
    }
    if (text === undefined) {
      standing.watch = name;
      continue;
    }
    const id = idOf(text, models.get(identity)?.idType);
    const known = standing.records.get(id);
    if (known) known.push(name);
    else standing.records.set(id, [name]);
  }
  return found;
}

/** Where a model does not say what its ids are, one that reads like a number is taken for one. */
function idOf(text: string, idType: 'number' | 'string' | undefined): RecordId {
  return readId({ primaryKey: 'id', idType: idType ?? 'number' }, text) ?? text;
}
