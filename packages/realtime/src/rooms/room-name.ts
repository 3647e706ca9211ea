/** Says which names an app may give to its rooms. @module */
import type { TelltaleError } from '@telltale/protocol';
import { errors } from '../errors.ts';
import { isIdShaped } from './socket-like.ts';

/** One room's name, or several. */
export type RoomNames = string | readonly string[];

/** What rooms of models begin with. Only pub-sub joins them. */
export const modelRoomPrefix = 'sails_model_';

/** What is wrong with `name` as a name of a room, if anything. */
function roomNameError(name: unknown, maxLength: number): TelltaleError | undefined {
  if (typeof name !== 'string' || name === '') return errors.E_ROOM_NAME(name);
  if (name.length > maxLength) return errors.E_ROOM_NAME_TOO_LONG(name.length, maxLength);
  // Between servers names travel as UTF-8, where every lone surrogate is the same character.
  return /\p{Surrogate}/u.test(name) ? errors.E_ROOM_NAME(name) : undefined;
}

/**
 * Why an app must not put sockets into the room, if it must not. What a client sends may become part of a name, and
 * must lead neither into another record's room nor into the room that a socket has for itself.
 */
export function reservedRoomError(name: string): TelltaleError | undefined {
  if (name.startsWith(modelRoomPrefix)) return errors.E_ROOM_OF_MODEL(name);
  return isIdShaped(name) ? errors.E_ROOM_OF_SOCKET(name) : undefined;
}

/**
 * Sorts the rooms that a call names into those it may use and the first reason against another.
 *
 * @param refuses a further rule of the call
 */
export function readRoomNames(
  rooms: unknown,
  maxLength: number,
  refuses: (name: string) => TelltaleError | undefined = () => undefined,
): { names: string[]; error?: TelltaleError } {
  const names: string[] = [];
  let error: TelltaleError | undefined;
  for (const room of Array.isArray(rooms) ? rooms : [rooms]) {
    const refusal = roomNameError(room, maxLength) ?? refuses(room);
    if (refusal === undefined) names.push(room);
    else error ??= refusal;
  }
  return error ? { names, error } : { names };
}
