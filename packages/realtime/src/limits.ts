/** Bounds on what one client may send and hold, each with its default and unit. @module */
import { errors } from './errors.ts';

/** The bounds, each a positive integer. */
export interface Limits {
  /** Bytes of one message. @default 1_048_576 */
  messageBytes: number;
  /** Levels of nesting in `data`. @default 64 */
  depth: number;
  /** Keys and array items in `data`, at all levels together. @default 100_000 */
  keys: number;
  /** Characters of a message's URL. @default 16_384 */
  urlLength: number;
  /** Headers of one message. @default 64 */
  headers: number;
  /** Messages a second from one socket, averaged over ten seconds. @default 1_000 */
  messagesPerSecond: number;
  /** Requests of one socket that wait for an answer, or for its client to read those before. @default 256 */
  requestsInFlight: number;
  /** Rooms of one socket, its own not counted. @default 10_000 */
  roomsPerSocket: number;
  /** Characters of a room name. @default 256 */
  roomNameLength: number;
  /** Characters of one notification of a model. @default 1_048_576 */
  notificationLength: number;
  /** Binary attachments of one message. @default 10 */
  attachments: number;
  /** Milliseconds until a request without an answer is answered with 503. @default 60_000 */
  requestTimeout: number;
  /** Bytes that the body of one answer may have. @default 16_777_216 */
  replyBytes: number;
  /** Bytes that a socket may leave unread before it counts as slow, and its requests wait. @default 1_048_576 */
  unreadBytes: number;
  /** Milliseconds for which a socket may be slow before it is closed. @default 10_000 */
  unreadTimeout: number;
}

/** Any of {@link Limits}; what is absent has its default. */
export type LimitOptions = Partial<Limits>;

export const defaultLimits: Limits = {
  messageBytes: 1_048_576,
  depth: 64,
  keys: 100_000,
  urlLength: 16_384,
  headers: 64,
  messagesPerSecond: 1_000,
  requestsInFlight: 256,
  roomsPerSocket: 10_000,
  roomNameLength: 256,
  notificationLength: 1_048_576,
  attachments: 10,
  requestTimeout: 60_000,
  replyBytes: 16_777_216,
  unreadBytes: 1_048_576,
  unreadTimeout: 10_000,
};

/** Milliseconds that a timer can wait, at the most; a longer one would be over at once. */
const LONGEST_TIMEOUT = 0x7fffffff;

/**
 * Fills in the defaults.
 *
 * @throws E_LIMIT_UNKNOWN when there is no such bound
 * @throws E_LIMIT when a bound is not a positive integer
 */
export function resolveLimits(given: LimitOptions = {}): Limits {
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(defaultLimits, name)) throw errors.E_LIMIT_UNKNOWN(name, Object.keys(defaultLimits));
    const most = name.endsWith('Timeout') ? LONGEST_TIMEOUT : Number.MAX_SAFE_INTEGER;
    if (value !== undefined && !(Number.isInteger(value) && value > 0 && value <= most))
      throw errors.E_LIMIT(name, value, most);
  }
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaultLimits, ...Object.fromEntries(set) };
}
