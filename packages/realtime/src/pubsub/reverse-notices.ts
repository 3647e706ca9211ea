/** Tells the other side of associations what a change means for it. @module */
import type { Association, ModelEntry } from './model-entry.ts';
import { addAdded, addRemoved, addUpdated } from './notices.ts';
import type { Publication } from './publication.ts';
import type { AnyRecord, RecordId } from './publishable-model.ts';
import { readId } from './record-id.ts';
import { type Reverse, reverseOf } from './reverse.ts';

/** A new record: its parents have another member, its members another parent. */
export function addReverseOfCreated(
  publication: Publication,
  entry: ModelEntry,
  id: RecordId,
  record: AnyRecord,
): void {
  for (const [association, reverse] of reverses(publication, entry, record)) {
    if (association.kind === 'model' && reverse.association.kind === 'model') continue;
    for (const other of idsIn(reverse.entry, record[association.alias])) {
      addLinked(publication, reverse, other, id, true);
    }
  }
}

/** Changed associations, compared with what they were. What they were has to be known. */
export function addReverseOfUpdated(
  publication: Publication,
  entry: ModelEntry,
  id: RecordId,
  changes: AnyRecord,
  previous: AnyRecord,
): void {
  for (const [{ alias, kind }, reverse] of reverses(publication, entry, changes)) {
    const knew = kind === 'model' ? previous[alias] !== undefined : Array.isArray(previous[alias]);
    const isList = kind === 'model' || Array.isArray(changes[alias]);
    if (!knew || !isList) continue;
    const before = idsIn(reverse.entry, previous[alias]);
    const now = idsIn(reverse.entry, changes[alias]);
    for (const other of without(before, now)) addLinked(publication, reverse, other, id, false);
    for (const other of without(now, before)) addLinked(publication, reverse, other, id, true);
  }
}

/** A record that is gone leaves its parents and its members. */
export function addReverseOfDestroyed(
  publication: Publication,
  entry: ModelEntry,
  id: RecordId,
  previous: AnyRecord,
): void {
  for (const [{ alias, kind }, reverse] of reverses(publication, entry, previous)) {
    if (kind === 'collection' && reverse.association.kind === 'model' && !entry.cascades) continue;
    for (const other of idsIn(reverse.entry, previous[alias]))
      addLinked(publication, reverse, other, id, false);
  }
}

/** A member that joined or left a collection. */
export function addReverseOfMember(
  publication: Publication,
  entry: ModelEntry,
  id: RecordId,
  association: Association,
  childId: RecordId,
  isMember: boolean,
): void {
  const reverse = reverseOf(publication.context.models, entry, association);
  if (reverse !== undefined) addLinked(publication, reverse, childId, id, isMember);
}

/** Tells the record `other` that it is linked with `id` now, or no longer. */
function addLinked(
  publication: Publication,
  { entry, association: { alias, kind, required } }: Reverse,
  other: RecordId,
  id: RecordId,
  isLinked: boolean,
): void {
  if (entry.hidden.has(alias)) return;
  if (kind === 'model') {
    // A member that can't be without an owner keeps its key: nothing about it has changed.
    if (required && !isLinked) return;
    addUpdated(publication, entry, other, { [alias]: isLinked ? id : null }, { noReverse: true });
  } else if (isLinked) addAdded(publication, entry, other, alias, id);
  else addRemoved(publication, entry, other, alias, id);
}

/** The associations among `values` that have another side. */
function reverses(publication: Publication, entry: ModelEntry, values: AnyRecord): [Association, Reverse][] {
  const found: [Association, Reverse][] = [];
  for (const association of entry.associations.values()) {
    if (values[association.alias] === undefined) continue;
    const reverse = reverseOf(publication.context.models, entry, association);
    if (reverse !== undefined) found.push([association, reverse]);
  }
  return found;
}

/** The ids in the value of an association: of one record or several, populated or not, each once. */
function idsIn(entry: ModelEntry, value: unknown): RecordId[] {
  const ids = new Map<string, RecordId>();
  for (const item of Array.isArray(value) ? value : [value]) {
    const id = readId(entry, item);
    if (id !== undefined) ids.set(String(id), id);
  }
  return [...ids.values()];
}

function without(ids: readonly RecordId[], others: readonly RecordId[]): RecordId[] {
  const known = new Set(others.map(String));
  return ids.filter((id) => !known.has(String(id)));
}
