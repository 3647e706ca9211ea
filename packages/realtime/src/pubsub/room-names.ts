/** Names the rooms of models. @module */
import { modelRoomPrefix } from '../rooms/index.ts';
import type { RecordId } from './publishable-model.ts';

/**
 * In an id, `_` and `:` would end it, and `%` is what they are written with. So the room of one record is never the
 * room of another, whatever ids and identities are.
 */
const special = { '%': '%25', _: '%5F', ':': '%3A' } as const;

function encodeId(id: RecordId): string {
  return typeof id === 'number'
    ? String(id)
    : id.replace(/[%_:]/g, (sign) => special[sign as keyof typeof special]);
}

function encodeIdentity(identity: string): string {
  return identity.replace(/[%:]/g, (sign) => special[sign as keyof typeof special]);
}

/** The room of those who watch a model: they are told what is created. */
export function classRoomName(identity: string): string {
  return `${modelRoomPrefix}create_${encodeIdentity(identity)}`;
}

/** The room of those who are told everything about a record. */
export function recordRoomName(identity: string, id: RecordId): string {
  const name = encodeIdentity(identity);
  return `${modelRoomPrefix}${name}_${encodeId(id)}:${name}`;
}

/** The room of those who are told of a record in one context only. */
export function contextRoomName(identity: string, id: RecordId, context: string): string {
  const name = encodeIdentity(identity);
  // A model may be called as a context is; its record's own room ends in its name.
  return `${modelRoomPrefix}${name}_${encodeId(id)}:${context === name ? '%' : ''}${context}`;
}
