/** Takes socket messages for requests: message → virtual request → Fastify → reply → acknowledgement. @module */
import {
  PARSE_ERROR_CODE,
  type ParseErrorMessage,
  parseErrorEvent,
  type RequestMethod,
  requestMethods,
} from '@telltale/protocol';
import type { FastifyBaseLogger } from 'fastify';
import type { Socket } from 'socket.io';
import { closeCodes } from '../close-codes.ts';
import type { Limits } from '../limits.ts';
import { RawReply } from '../transport/raw-reply.ts';
import { takeShortWayIn } from '../transport/short-way.ts';
import { type AcknowledgementParts, acknowledgement } from './acknowledgement.ts';
import { Connection } from './connection.ts';
import { addMessageHeaders, HeaderBag } from './header-bag.ts';
import { MessageProblem, parseMessage } from './parse-message.ts';
import { Rate } from './rate.ts';
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
  /** Ends a socket's connection with a code that its client sees. */
  close: (socket: Socket, code: number, reason: string) => void;
}

const kConnection = Symbol('connection');

type ListeningSocket = Socket & { [kConnection]?: Connection };

const bodyless: ReadonlySet<RequestMethod> = new Set(['get', 'head', 'delete']);
const SWEEPS_PER_TIMEOUT = 4;
const MOST_BETWEEN_SWEEPS = 1_000;

/** The interpreter of one server. */
export class Interpreter implements ReplySink {
  readonly replyBytes: number;
  readonly #options: InterpreterOptions;
  readonly #connections = new Set<Connection>();
  readonly #listeners: [RequestMethod, (this: ListeningSocket, message: unknown, ack?: unknown) => void][];
  #sweeper: NodeJS.Timeout | undefined;
  #inFlight = 0;
  #closing = false;
  #onIdle: (() => void) | undefined;

  constructor(options: InterpreterOptions) {
    this.#options = options;
    this.replyBytes = options.limits.replyBytes;
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
    if (!takeShortWayIn(socket, this.#receive, this.#listenOrdinarily)) this.#listenOrdinarily(socket);
  }

  /**
   * Takes no more requests, and waits for those in flight.
   *
   * @param patience milliseconds after which those that still wait are answered with 503
   */
  async close(patience: number): Promise<void> {
    this.#closing = true;
    if (this.#inFlight > 0) {
      const idle = new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
      const giveUp = setTimeout(() => this.#expire(Number.POSITIVE_INFINITY), patience);
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
      this.#options.log.error(
        { url: reply.req.url },
        `A reply over a socket has more than ${this.replyBytes} bytes.`,
      );
      reply.acknowledge?.(this.#refusal(500, 'E_REPLY_TOO_LARGE', 'The answer is too large for a socket.'));
    } else if (!reply.finished) {
      reply.acknowledge?.(this.#refusal(500, 'E_REPLY_BROKEN', 'The answer broke off.'));
    } else if (reply.acknowledge !== undefined) {
      reply.acknowledge(acknowledgement(reply, this.#options.parts));
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
    const { limits, log } = this.#options;
    const acknowledge = typeof ack === 'function' ? (ack as Acknowledge) : undefined;
    const now = performance.now();
    const verdict = connection.rate.take(now);
    if (verdict !== 'within') {
      this.#refuseForPace(connection, acknowledge, verdict === 'flood');
      return;
    }
    try {
      if (ack !== undefined && acknowledge === undefined) {
        const details = `An acknowledgement is a function, or left out; got ${typeof ack}.`;
        this.#answerProblem(socket, undefined, new MessageProblem('E_ACK', details));
        return;
      }
      this.#interpret(method, connection, message, acknowledge, now);
    } catch (error) {
      // Nothing that a client sends may reach the process. One message costs at most its own answer.
      log.error({ err: error, limits: limits.messageBytes }, 'A socket message could not be interpreted.');
      acknowledge?.(this.#refusal(500, 'E_INTERPRETER', 'Internal Server Error'));
    }
  };

  #interpret(
    method: RequestMethod,
    connection: Connection,
    message: unknown,
    acknowledge: Acknowledge | undefined,
    now: number,
  ): void {
    const { socket, pending } = connection;
    const { limits, route } = this.#options;
    // `emit(event, ack)`: the acknowledgement came alone.
    if (typeof message === 'function') {
      const problem = new MessageProblem('E_MESSAGE', 'A request is an object with a url; got none.');
      this.#answerProblem(socket, message as Acknowledge, problem);
      return;
    }
    if (connection.refusal !== undefined) {
      this.#answerProblem(socket, acknowledge, new MessageProblem('E_SDK_VERSION', connection.refusal));
      return;
    }
    const parsed = parseMessage(message, bodyless.has(method), limits);
    if (parsed instanceof MessageProblem) {
      this.#answerProblem(socket, acknowledge, parsed);
      return;
    }
    const headers = new HeaderBag();
    const headerProblem = addMessageHeaders(headers, parsed.headers, limits.headers);
    if (headerProblem !== undefined) {
      const details = `Invalid headers provided: ${headerProblem}.`;
      this.#answerProblem(socket, acknowledge, new MessageProblem('E_HEADERS', details));
      return;
    }
    if (this.#closing) {
      acknowledge?.(this.#refusal(503, 'E_CLOSING', 'The server is shutting down.'));
      return;
    }
    if (pending.size >= limits.requestsInFlight) {
      const text = `This socket has ${pending.size} requests without an answer; at most ${limits.requestsInFlight} are allowed.`;
      acknowledge?.(this.#refusal(429, 'E_REQUESTS_IN_FLIGHT', text));
      return;
    }
    const request = new VirtualRequest(
      method.toUpperCase(),
      parsed.url,
      connection.settleHeaders(headers),
      socket,
      parsed.data,
    );
    const reply = new VirtualReply(request, now, acknowledge, this);
    pending.add(reply);
    this.#inFlight += 1;
    this.#sweeper ??= this.#startSweeping();
    route(request, reply);
  }

  /** A socket that only listens costs nothing here; what its requests need is made with the first. */
  #meet(socket: ListeningSocket): Connection {
    const rate = new Rate(this.#options.limits.messagesPerSecond, performance.now());
    const connection = new Connection(socket, rate, this.#options.refusalOf(socket));
    socket[kConnection] = connection;
    this.#connections.add(connection);
    socket.once('disconnect', () => this.#forget(connection));
    return connection;
  }

  #answerProblem(socket: Socket, acknowledge: Acknowledge | undefined, problem: MessageProblem): void {
    const error: ParseErrorMessage = {
      code: PARSE_ERROR_CODE,
      name: `Error (${PARSE_ERROR_CODE}):`,
      status: 400,
      message: 'Failed to parse incoming socket.io request.',
      details: problem.details,
      body: { code: problem.code, message: problem.details },
      statusCode: 400,
    };
    if (acknowledge !== undefined) acknowledge(error);
    else socket.emit(parseErrorEvent, error);
  }

  #refuseForPace(connection: Connection, acknowledge: Acknowledge | undefined, flood: boolean): void {
    const most = this.#options.limits.messagesPerSecond;
    if (flood) {
      this.#options.close(connection.socket, closeCodes.FLOOD, `more than ${most} messages a second`);
      return;
    }
    acknowledge?.(
      this.#refusal(429, 'E_MESSAGES_PER_SECOND', `At most ${most} messages a second are allowed.`),
    );
  }

  #refusal(status: number, code: string, message: string): RawReply {
    const { parts } = this.#options;
    const body = JSON.stringify({ code, message });
    return new RawReply(status, body, parts.headers ? '{}' : undefined, parts.statusCode);
  }

  #forget(connection: Connection): void {
    this.#connections.delete(connection);
    for (const reply of connection.pending) {
      connection.pending.delete(reply);
      this.#settle();
      reply.req.abort();
      reply.destroy();
    }
  }

  #settle(): void {
    this.#inFlight -= 1;
    if (this.#inFlight === 0) this.#onIdle?.();
  }

  #startSweeping(): NodeJS.Timeout {
    const { requestTimeout } = this.#options.limits;
    const interval = Math.min(requestTimeout / SWEEPS_PER_TIMEOUT, MOST_BETWEEN_SWEEPS);
    return setInterval(() => {
      if (this.#inFlight > 0) this.#expire(performance.now() - requestTimeout);
    }, interval).unref();
  }

  /** Answers every request that came before `startedBefore` and still waits. */
  #expire(startedBefore: number): void {
    for (const { pending } of this.#connections) {
      for (const reply of pending) {
        if (reply.startedAt > startedBefore) break;
        pending.delete(reply);
        this.#settle();
        reply.acknowledge?.(this.#refusal(503, 'E_REQUEST_TIMEOUT', 'The server took too long to answer.'));
        reply.req.abort();
        reply.destroy();
      }
    }
  }
}
