/** The life of one connection: attempts, the time connected, what ends it, and coming back. @module */
import { type CloseNotice, clientEvents, closeEvent, mayReconnect } from '@telltale/protocol';
import type { ConnectionOptions } from '../socket-options.ts';
import { backoffDelay } from './backoff.ts';
import { fetchCookie } from './cross-origin-cookie.ts';
import type { RawSocket } from './raw-socket.ts';
import type { Status } from './status.ts';

/** What a connection tells its socket. */
export interface ConnectionOwner {
  /** Called on each change, before the event that goes with it. */
  onStatus(status: Status): void;
  onConnect(attempt: number): void;
  onDisconnect(reason: string, notice: CloseNotice | undefined): void;
  onConnectError(error: Error, refused: boolean): void;
  onReconnecting(attempt: number): void;
  onGiveUp(): void;
  onEvent(event: string, args: unknown[]): void;
  onCookieFailure(url: string, why: string): void;
}

/** Options of a connection, and the cookie to fetch before its first attempt. */
export interface ConnectionSetup extends ConnectionOptions {
  cookieUrl?: string | undefined;
}

/** Milliseconds for the script that brings a cookie: without it the socket still works, as a guest. */
const cookieTimeout = 10_000;

const defaultAttemptTimeout = 20_000;

/** One connection, from `open()` until it is closed for good. */
export class Connection {
  readonly raw: RawSocket;
  readonly #options: ConnectionSetup;
  readonly #owner: ConnectionOwner;
  #status: Status = 'disconnected';
  #attempt = 0;
  #notice: CloseNotice | undefined;
  #isDelayed = false;
  /** Stops what is waited for: the cookie, the timeout of an attempt, or the delay before the next one. */
  #stopWaiting: () => void = () => {};

  constructor(raw: RawSocket, options: ConnectionSetup, owner: ConnectionOwner) {
    this.raw = raw;
    this.#options = options;
    this.#owner = owner;
    raw.on('connect', () => this.#connected());
    raw.on('connect_error', (error) => this.#failed(error, !raw.active));
    raw.on('disconnect', (reason) => this.#lost(reason));
    raw.onAny((event: string, ...args: unknown[]) => this.#received(event, args));
  }

  get status(): Status {
    return this.#status;
  }

  /** Begins the first attempt, after the cookie if one is due. */
  open(): void {
    const { cookieUrl } = this.#options;
    this.#setStatus('connecting');
    if (cookieUrl === undefined) {
      this.#try();
      return;
    }
    this.#stopWaiting = fetchCookie(cookieUrl, cookieTimeout, (failure) => {
      if (failure !== undefined) this.#owner.onCookieFailure(cookieUrl, failure);
      this.#try();
    });
  }

  /** Tries again at once instead of after the delay. */
  hasten(): void {
    if (this.#isDelayed) this.#tryAgain();
  }

  /** Ends the connection, or the attempts to get one. */
  close(): void {
    this.#stopWaiting();
    this.#isDelayed = false;
    const wasConnected = this.#status === 'connected';
    this.#setStatus('disconnected');
    this.raw.disconnect();
    if (wasConnected) this.#owner.onDisconnect('io client disconnect', undefined);
  }

  #setStatus(status: Status): void {
    if (this.#status === status) return;
    this.#status = status;
    this.#owner.onStatus(status);
  }

  #try(): void {
    const { timeout = defaultAttemptTimeout } = this.#options;
    // Timers hold 31 bits; a longer wait would end at once.
    if (timeout > 0 && timeout < 2 ** 31) {
      const timer = setTimeout(() => this.#failed(new Error('timeout'), false), timeout);
      this.#stopWaiting = () => clearTimeout(timer);
    }
    this.raw.connect();
  }

  #tryAgain(): void {
    this.#stopWaiting();
    this.#isDelayed = false;
    this.#owner.onReconnecting(this.#attempt);
    // A listener may have disconnected.
    if (this.#status === 'reconnecting') this.#try();
  }

  #connected(): void {
    this.#stopWaiting();
    const attempt = this.#attempt;
    this.#attempt = 0;
    this.#notice = undefined;
    this.#setStatus('connected');
    // A listener of the status may have disconnected.
    if (this.#status === 'connected') this.#owner.onConnect(attempt);
  }

  #failed(error: Error, refused: boolean): void {
    if (this.#status === 'disconnected') return;
    this.#stopWaiting();
    this.raw.disconnect();
    this.#comeBackOrNot(!refused);
    this.#owner.onConnectError(error, refused);
    this.#announceEnd(refused);
  }

  #lost(reason: string): void {
    // What Socket.IO buffered for a dying line would run twice: its request is reported as failed.
    this.raw.sendBuffer = [];
    // An engine may close between its own handshake and Socket.IO's.
    if (this.#status === 'connecting' || this.#status === 'reconnecting') {
      this.#failed(new Error(reason), false);
      return;
    }
    if (this.#status !== 'connected') return;
    const notice = this.#notice;
    const wanted = notice ? mayReconnect(notice.code) : reason !== 'io server disconnect';
    this.#comeBackOrNot(wanted);
    this.#owner.onDisconnect(reason, notice);
    this.#announceEnd(!wanted);
  }

  #comeBackOrNot(wanted: boolean): void {
    const { reconnection = true, reconnectionAttempts = Number.POSITIVE_INFINITY } = this.#options;
    if (!wanted || !reconnection || this.#attempt >= reconnectionAttempts) {
      this.raw.disconnect();
      this.#setStatus('disconnected');
      return;
    }
    const retryAfter = this.#attempt === 0 ? (this.#notice?.retryAfter ?? 0) : 0;
    this.#attempt += 1;
    this.#delay(backoffDelay(this.#attempt, this.#options, retryAfter), retryAfter === 0);
    this.#setStatus('reconnecting');
  }

  /** Waits for the next attempt; a network that comes back cuts it short, unless the server asked to wait. */
  #delay(milliseconds: number, mayHasten: boolean): void {
    const hasten = () => this.hasten();
    const watchesNetwork = mayHasten && typeof addEventListener === 'function';
    const timer = setTimeout(() => this.#tryAgain(), milliseconds);
    if (watchesNetwork) addEventListener('online', hasten);
    this.#isDelayed = true;
    this.#stopWaiting = () => {
      clearTimeout(timer);
      if (watchesNetwork) removeEventListener('online', hasten);
    };
  }

  #announceEnd(expected: boolean): void {
    if (this.#status !== 'disconnected' || expected) return;
    if (this.#options.reconnection !== false) this.#owner.onGiveUp();
  }

  #received(event: string, args: unknown[]): void {
    if (clientEvents.has(event)) return;
    if (event === closeEvent) this.#notice = toCloseNotice(args[0]);
    this.#owner.onEvent(event, args);
  }
}

function toCloseNotice(given: unknown): CloseNotice | undefined {
  if (typeof given !== 'object' || given === null || !('code' in given)) return undefined;
  const { code, reason, retryAfter } = given as Record<string, unknown>;
  if (typeof code !== 'number') return undefined;
  const notice: CloseNotice = { code, reason: typeof reason === 'string' ? reason : '' };
  if (typeof retryAfter === 'number' && retryAfter > 0) notice.retryAfter = retryAfter;
  return notice;
}
