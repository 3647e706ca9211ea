/** Turns what happens to a connection into events, lines of log, and answers to requests. @module */
import { type CloseNotice, type ParseErrorMessage, parseErrorEvent } from '@telltale/protocol';
import type { Log } from '../console.ts';
import type { ListenerRegistry } from '../events/listener-registry.ts';
import type { Requester } from '../requests/requester.ts';
import type { Sdk } from '../sdk.ts';
import type { ConnectionOwner } from './connection.ts';
import type { Status } from './status.ts';

/** Whom a reporter tells, and what it says of the connection. */
export interface ReporterSetup {
  readonly listeners: ListenerRegistry;
  readonly requester: Requester;
  readonly log: Log;
  readonly sdk: Sdk;
  readonly url: string;
}

/** The owner of a connection on behalf of its socket. */
export class ConnectionReporter implements ConnectionOwner {
  readonly #setup: ReporterSetup;
  #status: Status = 'disconnected';
  #lostAt: number | undefined;
  /** Whether this outage has been told of. */
  #isTold = false;

  constructor(setup: ReporterSetup) {
    this.#setup = setup;
  }

  onStatus(status: Status): void {
    const previous = this.#status;
    this.#status = status;
    this.#emit('sails:status', status, previous);
  }

  onConnect(attempt: number): void {
    const { log, url, sdk, requester } = this.#setup;
    if (attempt > 0) this.#emit('reconnect', attempt);
    this.#emit('connect');
    requester.replay();
    if (this.#lostAt === undefined) log.connected(url, sdk);
    else log.reconnected((Date.now() - this.#lostAt) / 1_000);
    this.#lostAt = undefined;
    this.#isTold = false;
  }

  onDisconnect(reason: string, notice: CloseNotice | undefined): void {
    const { log, requester } = this.#setup;
    this.#lostAt = Date.now();
    requester.abandonInFlight();
    if (notice) this.#emit('disconnect', reason, notice);
    else this.#emit('disconnect', reason);
    if (reason !== 'io client disconnect') log.disconnected(notice?.reason || reason);
  }

  onConnectError(error: Error, refused: boolean): void {
    const { log, url } = this.#setup;
    this.#emit('connect_error', error);
    if (refused) this.#emit('error', error);
    if (refused) log.refused(error);
    else if (!this.#isTold) log.unreachable(url, error);
    this.#isTold = true;
  }

  onReconnecting(attempt: number): void {
    this.#emit('reconnecting', attempt);
    this.#setup.log.reconnecting(attempt);
  }

  onGiveUp(): void {
    this.#emit('reconnect_failed');
  }

  onEvent(event: string, args: unknown[]): void {
    if (event === parseErrorEvent) this.#setup.log.parseError(Object(args[0]) as Partial<ParseErrorMessage>);
    this.#emit(event, ...args);
  }

  onCookieFailure(url: string, why: string): void {
    this.#setup.log.cookieFailed(url, why);
  }

  #emit(event: string, ...args: unknown[]): void {
    this.#setup.listeners.emit(event, args);
  }
}
