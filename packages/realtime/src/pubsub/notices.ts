/** Makes each kind of notification: its payload, whose keys have a fixed order, and its rooms. @module */
import { readContexts } from './contexts.ts';
import { changesForm } from './json-form.ts';
import type { ModelEntry } from './model-entry.ts';
import type { Publication } from './publication.ts';
import type { AnyRecord, RecordId } from './publishable-model.ts';
import { allRooms, audience, subscriptionRooms } from './record-rooms.ts';

/** Options of the calls that publish. What a call does not know is left alone, and handed to the hooks. */
export interface NoticeOptions {
  previous?: unknown;
  noReverse?: boolean;
  noIntroduce?: boolean;
}

/** A record came to be: the watchers are told, and subscribed to it. */
export function addCreated(
  publication: Publication,
  entry: ModelEntry,
  id: RecordId,
  record: AnyRecord,
  { noIntroduce }: NoticeOptions,
): void {
  publication.hooks(entry, 'PublishCreate', record, publication.request);
  const contexts = readContexts(entry, publication.call, undefined);
  const introduces = noIntroduce === true ? [] : subscriptionRooms(entry, id, contexts);
  const routing = { rooms: [entry.classRoom], ...(introduces.length > 0 && { introduces }) };
  publication.add(entry, routing, () => ({ verb: 'created', data: publication.form(entry, record), id }));
}

/** A record changed. */
export function addUpdated(
  publication: Publication,
  entry: ModelEntry,
  id: RecordId,
  changes: AnyRecord,
  options: NoticeOptions,
): void {
  publication.hooks(entry, 'PublishUpdate', id, changes, publication.request, options);
  const { previous: record } = options;
  publication.add(entry, { rooms: audience(entry, id, 'update') }, () => {
    const previous =
      typeof record === 'object' && record !== null
        ? { record, form: publication.form(entry, record) }
        : undefined;
    const data = changesForm(publication.context, entry, changes, previous);
    return { verb: 'updated', data, id, ...(previous && { previous: previous.form }) };
  });
}

/** A record is gone: its subscribers are told, and are none any more. */
export function addDestroyed(
  publication: Publication,
  entry: ModelEntry,
  id: RecordId,
  options: NoticeOptions,
): void {
  publication.hooks(entry, 'PublishDestroy', id, publication.request, options);
  const { previous } = options;
  const routing = { rooms: audience(entry, id, 'destroy'), closes: allRooms(entry, id) };
  publication.add(entry, routing, () => ({
    verb: 'destroyed',
    id,
    ...(typeof previous === 'object' && previous !== null && { previous: publication.form(entry, previous) }),
  }));
}

/** A member joined a collection. A protected collection is nobody's business. */
export function addAdded(
  publication: Publication,
  entry: ModelEntry,
  id: RecordId,
  attribute: string,
  addedId: RecordId,
  child: { given: unknown; entry: ModelEntry | undefined } = { given: addedId, entry: undefined },
): void {
  if (entry.hidden.has(attribute)) return;
  publication.hooks(entry, 'PublishAdd', id, attribute, child.given, publication.request);
  publication.add(entry, { rooms: audience(entry, id, `add:${attribute}`) }, () => ({
    id,
    verb: 'addedTo',
    attribute,
    addedId,
    ...(typeof child.given === 'object' &&
      child.given !== null &&
      child.entry && { added: publication.form(child.entry, child.given) }),
  }));
}

/** A member left a collection. */
export function addRemoved(
  publication: Publication,
  entry: ModelEntry,
  id: RecordId,
  attribute: string,
  removedId: RecordId,
): void {
  if (entry.hidden.has(attribute)) return;
  publication.hooks(entry, 'PublishRemove', id, attribute, removedId, publication.request);
  publication.add(entry, { rooms: audience(entry, id, `remove:${attribute}`) }, () => ({
    id,
    verb: 'removedFrom',
    attribute,
    removedId,
  }));
}

/** An app's own message about a record. */
export function addMessaged(publication: Publication, entry: ModelEntry, id: RecordId, data: unknown): void {
  publication.add(entry, { rooms: audience(entry, id, 'message') }, () => ({ verb: 'messaged', id, data }));
}
