/** The events of a socket, as types. @module */
import type { CloseNotice, ParseErrorMessage, SessionNotice, UnsubscribedNotice } from '@telltale/protocol';
import type { Status } from '../connection/status.ts';

/** Event → arguments of its listeners, for the events that the client or the protocol itself emits. */
export interface LifecycleEvents {
  /** Connected, for the first time or again. */
  connect: [];
  /** The connection is gone. `notice` is what the server said about it, if it did. */
  disconnect: [reason: string, notice?: CloseNotice];
  /** An attempt to connect failed. */
  connect_error: [error: Error];
  /** The server turned the socket down after the handshake; comes after `connect_error`. */
  error: [error: Error];
  /** An attempt to reconnect begins, counted from 1. */
  reconnecting: [attempt: number];
  /** Reconnected, just before `connect`. */
  reconnect: [attempt: number];
  /** No attempt is left. */
  reconnect_failed: [];
  /** {@link Status} changed. */
  'sails:status': [status: Status, previous: Status];
  /** The server could not read a message that asked for no answer. */
  'sails:parseError': [error: ParseErrorMessage];
  /** The server is about to close the connection, and says why. */
  'telltale:close': [notice: CloseNotice];
  /** The session has ended: the socket has left the rooms that it entered under it. */
  'telltale:session': [notice: SessionNotice];
  /** The socket is not, or not any more, subscribed to records or to new ones, since the app does not allow it. */
  'telltale:unsubscribed': [notice: UnsubscribedNotice];
}

/** Events of an app whose names and data nobody has declared. */
export type UntypedEvents = Record<string, unknown>;

/** A listener for an event that carries `Data`. What follows the data is the server's to say. */
export type EventListener<Data> = (data: Data, ...rest: unknown[]) => void;
