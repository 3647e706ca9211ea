/** What a notification log is: where pub-sub puts what it has to tell, and from where it is delivered. @module */
import type { Position } from '@telltale/protocol';

/** One event for the members of some rooms. */
export interface OutgoingNotification {
  /** Who is in any of these gets it, once. */
  readonly rooms: readonly string[];
  readonly event: string;
  /** What the event carries, as JSON text. */
  readonly payload: string;
  /** The id of the socket that does not get it. */
  readonly omit?: string;
  /** Rooms that the members of `rooms` enter when they have been told. */
  readonly introduces?: readonly string[];
  /** Rooms that everybody leaves when the notification has been told. */
  readonly closes?: readonly string[];
}

/** A notification in its place. */
export interface LoggedNotification extends OutgoingNotification {
  readonly position: Position;
}

/**
 * An ordered record of notifications, bounded by age and count. Every implementation keeps the same contract, which
 * one suite of tests holds.
 */
export interface NotificationLog {
  /**
   * Whether all servers of the app write and read this one log. Notifications of a log that is not shared reach other
   * servers through Socket.IO's adapter, at most once and without a position.
   */
  readonly shared: boolean;

  /** The position of the last notification that this server was told of; offset 0 when there was none. */
  readonly position: Position;

  /** Makes the log ready. To be called once, before anything else. */
  open(): Promise<void>;

  /**
   * Adds notifications, all or none, one after the other. Calls of one server take effect in the order in which they
   * were made.
   *
   * @returns the position of the last one; resolves when this server's own tails have been told
   */
  append(notifications: readonly OutgoingNotification[]): Promise<Position>;

  /**
   * What was added after a position up to now, in order.
   *
   * @param after any position, one that a client sent too
   * @returns `'gone'` when that can't be known: the position is of another epoch or of the future, or what came after it
   * was dropped
   */
  read(after: Position): Promise<AsyncIterable<LoggedNotification> | 'gone'>;

  /**
   * Hears of every notification that is added from now on, of whichever server, in order. A listener that throws
   * affects no other.
   *
   * @returns stops listening
   */
  tail(deliver: (notification: LoggedNotification) => void): Disposable;

  /** Ends what the log holds open. */
  close(): Promise<void>;
}
