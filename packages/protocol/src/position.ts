/** Where a notification stands in the notification log, and how that travels. @module */

/**
 * A place in a notification log. Offsets grow by one with each notification of an epoch; a log that was lost starts
 * another epoch, so that places of different epochs can't be compared.
 */
export interface Position {
  /** Letters, digits, `-` and `_`. */
  readonly epoch: string;
  /** How many notifications the epoch has had up to here. */
  readonly offset: number;
}

/**
 * The header of a reply that subscribed. It names the position of the log before anything was read for the reply, so
 * that each notification is in the reply, or has a later position.
 */
export const positionHeader = 'x-telltale-position';

/** What an event of a model carries as its second argument. Released clients ignore it. */
export interface EventPosition {
  /** As {@link formatPosition} writes it. */
  at: string;
}

/** Characters of an epoch, at most. */
const MOST_CHARACTERS = 64;
const form = /^([\w-]+)\.(0|[1-9]\d{0,15})$/;

/**
 * Writes a position as it travels.
 *
 * @example
 * formatPosition({ epoch: 'p3Xk', offset: 12 }); // 'p3Xk.12'
 */
export function formatPosition({ epoch, offset }: Position): string {
  return `${epoch}.${offset}`;
}

/**
 * Reads what {@link formatPosition} wrote. Takes anything, since clients send it.
 *
 * @returns `undefined` for what is no position
 *
 * @example
 * parsePosition('p3Xk.12'); // { epoch: 'p3Xk', offset: 12 }
 * parsePosition('12'); // undefined
 */
export function parsePosition(given: unknown): Position | undefined {
  if (typeof given !== 'string' || given.length > MOST_CHARACTERS + 17) return undefined;
  const [, epoch, digits] = form.exec(given) ?? [];
  if (epoch === undefined || epoch.length > MOST_CHARACTERS) return undefined;
  const offset = Number(digits);
  return Number.isSafeInteger(offset) ? { epoch, offset } : undefined;
}
