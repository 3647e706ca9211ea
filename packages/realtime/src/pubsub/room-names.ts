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

/** What the name of a model's room says. */
export interface ModelRoom {
  /** Identity of the model. */
  readonly identity: string;
  /** The id of the record, as text; `undefined` in the room of those who watch the model. */
  readonly id: string | undefined;
}

/** Reads the name of a room; `undefined` for one that is no model's. */
export function parseModelRoom(name: string): ModelRoom | undefined {
  if (!name.startsWith(modelRoomPrefix)) return undefined;
  const text = name.slice(modelRoomPrefix.length);
  const colon = text.indexOf(':');
  if (colon < 0)
    return text.startsWith('create_') ? { identity: decode(text.slice(7)), id: undefined } : undefined;
  const underscore = text.lastIndexOf('_', colon);
  if (underscore < 1) return undefined;
  return { identity: decode(text.slice(0, underscore)), id: decode(text.slice(underscore + 1, colon)) };
}

const signs: Readonly<Record<string, string>> = { '%25': '%', '%5F': '_', '%3A': ':' };

function decode(text: string): string {
  return text.includes('%') ? text.replace(/%(?:25|5F|3A)/g, (sign) => signs[sign]!) : text;
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
