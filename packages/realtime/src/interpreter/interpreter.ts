/** Takes socket messages for requests: message → virtual request → Fastify → reply → acknowledgement. @module */
import {
  PARSE_ERROR_CODE,
  type ParseErrorMessage,
  type Position,
  parseErrorEvent,
  type RequestMethod,
  requestMethods,
  TelltaleError,
} from '@telltale/protocol';
import type { FastifyBaseLogger } from 'fastify';
import type { Socket } from 'socket.io';
import { closeCodes } from '../close-codes.ts';
import { errors } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { Rate, type RateVerdict } from '../rate.ts';
import { RawReply } from '../transport/raw-reply.ts';
import { takeShortWayIn } from '../transport/short-way.ts';
import { type AcknowledgementParts, acknowledgement } from './acknowledgement.ts';
import { Backlog } from './backlog.ts';
import { Connection } from './connection.ts';
import { addMessageHeaders, HeaderBag } from './header-bag.ts';
import { parseMessage } from './parse-message.ts';
import { type Acknowledge, type ReplySink, VirtualReply } from './virtual-reply.ts';
import { VirtualRequest } from './virtual-request.ts';

/** Runs a raw pair through Fastify's router; `fastify.routing`. */
export type Route = (request: VirtualRequest, reply: VirtualReply) => void;

/** What the interpreter needs to know. */
export interface InterpreterOptions {
  route: Route;
  limits: Limits;
  parts: AcknowledgementParts;
  log: FastifyBaseLogger;
  /** Why a socket's client is refused; `undefined` when it is fine. */
  refusalOf: (socket: Socket) => string | undefined;
  /** Where the notification log stands; `undefined` when that says nothing. */
  position: () => Position | undefined;
  /** Ends a socket's connection with a code that its client sees. */
  close: (socket: Socket, code: number, reason: string) => void;
}

const kConnection = Symbol('connection');
const kRate = Symbol('rate of all sockets that a connection has been');

type ListeningSocket = Socket & { [kConnection]?: Connection };

const bodyless: ReadonlySet<RequestMethod> = new Set(['get', 'head', 'delete']);
const SWEEPS_PER_TIMEOUT = 4;
const MOST_BETWEEN_SWEEPS = 1_000;

/** The interpreter of one server. */
export class Interpreter implements ReplySink {
  readonly replyBytes: number;
  readonly #options: InterpreterOptions;
  readonly #connections = new Set<Connection>();
  readonly #backlog: Backlog;
  readonly #listeners: [RequestMethod, (this: ListeningSocket, message: unknown, ack?: unknown) => void][];
  #sweeper: NodeJS.Timeout | undefined;
  #inFlight = 0;
  #closing = false;
  #onIdle: (() => void) | undefined;

  constructor(options: InterpreterOptions) {
    this.#options = options;
    this.replyBytes = options.limits.replyBytes;
    this.#backlog = new Backlog(
      options.limits.unreadBytes,
      (connection, { method, message, acknowledge, now }) =>
        this.#take(method, connection, message, acknowledge, now),
    );
    const interpreter = this;
    // One listener per method for all sockets, so that an idle socket costs no closures.
    this.#listeners = requestMethods.map((method) => [
      method,
      function (message, acknowledge) {
        interpreter.#receive(method, this, message, acknowledge);
      },
    ]);
  }

  /** Requests that wait for an answer, of all sockets. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Starts to take the messages of `socket` for requests. */
  listen(socket: Socket): void {
    const ways = { receive: this.#receive, listen: this.#listenOrdinarily, count: this.#countEvent };
    if (!takeShortWayIn(socket, ways)) this.#listenOrdinarily(socket);
  }

  /**
   * Takes no more requests, and waits for those in flight.
   *
   * @param patience milliseconds after which those that still wait are answered with 503
   */
  async close(patience: number): Promise<void> {
    this.#closing = true;
    this.#backlog.release();
    if (this.#inFlight > 0) {
      const idle = new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
      const giveUp = setTimeout(() => this.#expire(Number.POSITIVE_INFINITY, errors.E_CLOSING()), patience);
      await idle;
      clearTimeout(giveUp);
    }
    clearInterval(this.#sweeper);
  }

  /** Sends a finished reply to its socket. */
  deliver(reply: VirtualReply): void {
    const connection = (reply.socket as ListeningSocket)[kConnection];
    if (connection === undefined || !connection.pending.delete(reply)) return;
    this.#settle();
    const setCookie = reply.headerTable['set-cookie'];
    if (setCookie !== undefined) connection.cookies.take(setCookie as string | string[]);
    if (reply.tooLarge) {
      const error = errors.E_REPLY_TOO_LARGE(this.replyBytes);
      this.#options.log.error({ err: error, url: reply.req.url }, error.message);
      reply.acknowledge?.(this.#refusal(error));
    } else if (!reply.finished) {
      reply.acknowledge?.(this.#refusal(errors.E_REPLY_BROKEN()));
    } else if (reply.acknowledge !== undefined) {
      reply.acknowledge(acknowledgement(reply, this.#options.parts));
      this.#backlog.answered(connection, reply.length);
    }
    reply.req.destroy();
  }

  readonly #listenOrdinarily = (socket: Socket): void => {
    for (const [method, listener] of this.#listeners) socket.on(method, listener);
  };

  readonly #receive = (
    method: RequestMethod,
    socket: ListeningSocket,
    message: unknown,
    ack: unknown,
  ): void => {
    const connection = socket[kConnection] ?? this.#meet(socket);
    const now = performance.now();
    this.#admit(method, connection, message, ack, now, connection.rate.take(now));
  };

  /** Counts an event that is no request. */
  readonly #countEvent = (socket: ListeningSocket): void => {
    const { rate } = socket[kConnection] ?? this.#meet(socket);
    if (rate.take(performance.now()) === 'flood') this.#endFlood(socket);
  };

  #admit(
    method: RequestMethod,
    connection: Connection,
    message: unknown,
    ack: unknown,
    now: number,
    verdict: RateVerdict,
  ): void {
    const { socket } = connection;
    // `emit(event, ack)`: the acknowledgement came alone.
    const alone = typeof message === 'function' && ack === undefined;
    const last = alone ? message : ack;
    const acknowledge = typeof last === 'function' ? (last as Acknowledge) : undefined;
    if (verdict === 'flood') {
      this.#endFlood(socket);
    } else if (verdict === 'over') {
      acknowledge?.(this.#refusal(errors.E_MESSAGES_PER_SECOND(this.#options.limits.messagesPerSecond)));
    } else if (ack !== undefined && acknowledge === undefined) {
      this.#answerProblem(socket, undefined, errors.E_ACK(ack));
    } else {
      const request = alone ? undefined : message;
      if (connection.held === undefined) this.#take(method, connection, request, acknowledge, now);
      else if (this.#isFull(connection)) acknowledge?.(this.#tooManyInFlight());
      else connection.held.push({ method, message: request, acknowledge, now });
    }
  }

  /** Nothing that a client sends may reach the process: one message costs at most its own answer. */
  #take(
    method: RequestMethod,
    connection: Connection,
    message: unknown,
    acknowledge: Acknowledge | undefined,
    now: number,
  ): void {
    try {
      this.#interpret(method, connection, message, acknowledge, now);
    } catch (error) {
      this.#options.log.error({ err: error }, 'A socket message could not be interpreted.');
      acknowledge?.(this.#refusal(errors.E_INTERPRETER()));
    }
  }

  #isFull({ pending, held }: Connection): boolean {
    return pending.size + (held?.length ?? 0) >= this.#options.limits.requestsInFlight;
  }

  #tooManyInFlight(): RawReply {
    return this.#refusal(errors.E_REQUESTS_IN_FLIGHT(this.#options.limits.requestsInFlight));
  }

  #interpret(
    method: RequestMethod,
    connection: Connection,
    message: unknown,
    acknowledge: Acknowledge | undefined,
    now: number,
  ): void {
    const { socket, pending } = connection;
    const { limits } = this.#options;
    if (connection.refusal !== undefined) {
      this.#answerProblem(socket, acknowledge, errors.E_SDK_VERSION(connection.refusal));
      return;
    }
    const parsed = parseMessage(message, bodyless.has(method), limits);
    if (parsed instanceof TelltaleError) {
      this.#answerProblem(socket, acknowledge, parsed);
      return;
    }
    const headers = new HeaderBag();
    const headerProblem = addMessageHeaders(headers, parsed.headers, limits.headers);
    if (headerProblem !== undefined) {
      this.#answerProblem(socket, acknowledge, errors.E_HEADERS(headerProblem));
      return;
    }
    if (this.#closing) {
      acknowledge?.(this.#refusal(errors.E_CLOSING()));
      return;
    }
    if (this.#isFull(connection)) {
      acknowledge?.(this.#tooManyInFlight());
      return;
    }
    const request = new VirtualRequest(
      method.toUpperCase(),
      parsed.url,
      connection.settleHeaders(headers),
      socket,
      parsed.data,
      this.#options.position(),
    );
    const reply = new VirtualReply(request, now, acknowledge, this);
    pending.add(reply);
    this.#inFlight += 1;
    this.#sweeper ??= this.#startSweeping();
    this.#route(connection, request, reply);
  }

  /** A hook that throws before Fastify can catch it, which over HTTP ends the process, costs the request its answer. */
  #route(connection: Connection, request: VirtualRequest, reply: VirtualReply): void {
    const { log, route } = this.#options;
    try {
      route(request, reply);
    } catch (error) {
      log.error({ err: error, url: request.url }, 'A socket message could not be routed.');
      this.#giveUp(connection, reply, errors.E_INTERPRETER());
    }
  }

  /** A socket that only listens costs nothing here; what its requests need is made with the first. */
  #meet(socket: ListeningSocket): Connection {
    // Whoever leaves and joins again over the same line is measured on.
    const line = socket.client as { [kRate]?: Rate };
    line[kRate] ??= new Rate(this.#options.limits.messagesPerSecond, performance.now());
    const rate = line[kRate];
    const connection = new Connection(socket, rate, this.#options.refusalOf(socket));
    socket[kConnection] = connection;
    this.#connections.add(connection);
    socket.once('disconnect', () => this.#forget(connection));
    return connection;
  }

  #answerProblem(socket: Socket, acknowledge: Acknowledge | undefined, problem: TelltaleError): void {
    const error: ParseErrorMessage = {
      code: PARSE_ERROR_CODE,
      name: `Error (${PARSE_ERROR_CODE}):`,
      status: problem.status,
      message: 'Failed to parse incoming socket.io request.',
      details: problem.message,
      body: { code: problem.code, message: problem.message },
      statusCode: problem.status,
    };
    if (acknowledge !== undefined) acknowledge(error);
    else socket.emit(parseErrorEvent, error);
  }

  #endFlood(socket: Socket): void {
    const most = this.#options.limits.messagesPerSecond;
    this.#options.close(socket, closeCodes.FLOOD, `more than ${most} messages a second`);
  }

  #refusal({ status, code, message }: TelltaleError): RawReply {
    const { parts } = this.#options;
    const body = JSON.stringify({ code, message });
    return new RawReply(status, body, parts.headers ? '{}' : undefined, parts.statusCode);
  }

  #forget(connection: Connection): void {
    this.#connections.delete(connection);
    this.#backlog.forget(connection);
    for (const reply of connection.pending) this.#giveUp(connection, reply, undefined);
  }

  /** Ends a request that has no answer yet, and tells whoever works on it. */
  #giveUp({ pending }: Connection, reply: VirtualReply, error: TelltaleError | undefined): void {
    if (!pending.delete(reply)) return;
    this.#settle();
    if (error !== undefined) reply.acknowledge?.(this.#refusal(error));
    reply.req.abort();
    reply.destroy();
  }

  #settle(): void {
    this.#inFlight -= 1;
    if (this.#inFlight === 0) this.#onIdle?.();
  }

  #startSweeping(): NodeJS.Timeout {
    const { requestTimeout } = this.#options.limits;
    const interval = Math.min(requestTimeout / SWEEPS_PER_TIMEOUT, MOST_BETWEEN_SWEEPS);
    return setInterval(() => {
      if (this.#inFlight === 0) return;
      this.#expire(performance.now() - requestTimeout, errors.E_REQUEST_TIMEOUT(requestTimeout));
    }, interval).unref();
  }

  /** Answers every request that came before `startedBefore` and still waits. */
  #expire(startedBefore: number, error: TelltaleError): void {
    for (const connection of this.#connections) {
      for (const reply of connection.pending) {
        if (reply.startedAt > startedBefore) break;
        this.#giveUp(connection, reply, error);
      }
    }
  }
}
