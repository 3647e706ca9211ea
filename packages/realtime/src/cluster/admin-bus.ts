/**
 * The admin bus: servers ask each other to change the rooms of their own sockets, and answer when they have.
 *
 * Every server listens to one channel for all and one of its own for answers. Each says hello when it comes, is heard
 * of at least every few seconds, and says bye when it goes; so an asker knows whose answers to wait for, and can name
 * those that are missing.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { TelltaleError } from '@telltale/protocol';
import { errors } from '../errors.ts';
import { dataError } from '../rooms/broadcast.ts';
import type { MembershipBus, MembershipCommand } from '../rooms/membership-bus.ts';
import { localMembers } from '../rooms/moving.ts';
import type { RoomsContext } from '../rooms/rooms-context.ts';
import {
  type AdminAnswer,
  type AdminMessage,
  internalEvents,
  parseAnswer,
  parseMessage,
} from './admin-message.ts';
import { carryOut } from './carry-out.ts';
import { HEARTBEAT, Peers } from './peers.ts';
import { Question } from './question.ts';
import type { Wire } from './wire.ts';

/** Milliseconds that a newcomer waits for the others to introduce themselves. */
const GREETING = 1_000;

export interface AdminBusOptions {
  wire: Wire;
  /** Name of the channel for all. */
  channel: string;
  /** Milliseconds that other servers have to answer. */
  timeout: number;
  context: RoomsContext;
  /** Told of each message that is of interest to the app. */
  listener: (message: { event: string; payload: unknown }) => void;
}

let started = 0;

export class AdminBus implements MembershipBus {
  /** This server's name: host, process, and which of its apps. */
  readonly uid = `${hostname()}:${process.pid}:${++started}:${randomUUID().slice(0, 6)}`;
  readonly #options: AdminBusOptions;
  readonly #peers = new Peers();
  readonly #questions = new Map<number, Question>();
  #requests = 0;
  #heartbeat: NodeJS.Timeout | undefined;
  #unsubscribe: (() => Promise<void>)[] = [];

  constructor(options: AdminBusOptions) {
    this.#options = options;
  }

  /** Begins to listen, and resolves when the servers that are there have answered its greeting, or had time to. */
  async start(): Promise<void> {
    const { wire, channel } = this.#options;
    this.#unsubscribe = [
      await wire.subscribe(channel, (text) => this.#onMessage(text)),
      await wire.subscribe(this.#answerChannel(this.uid), (text) => this.#onAnswer(text)),
    ];
    this.#heartbeat = setInterval(() => this.#say(internalEvents.alive), HEARTBEAT).unref();
    await this.greet();
  }

  /** Says hello, by which servers learn of each other. To be repeated after an outage. */
  async greet(): Promise<void> {
    const request = ++this.#requests;
    const question = new Question([], GREETING, Number.POSITIVE_INFINITY);
    this.#questions.set(request, question);
    try {
      const listeners = await this.#publish({ uid: this.uid, event: internalEvents.hello, request });
      // This server is one of them.
      question.expect(listeners - 1);
      await question.answered;
    } catch {
      // Others that listen but do not answer are no servers, and servers that come later say hello themselves.
    } finally {
      question.giveUp();
      this.#questions.delete(request);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#heartbeat);
    for (const question of this.#questions.values()) question.giveUp();
    await Promise.allSettled([
      this.#publish({ uid: this.uid, event: internalEvents.bye }),
      ...this.#unsubscribe.map((end) => end()),
    ]);
  }

  /** The names of the other servers. */
  servers(): string[] {
    return this.#peers.names();
  }

  async command({ event, payload }: MembershipCommand): Promise<void> {
    await this.#ask(event, payload);
  }

  async members(room: string): Promise<string[]> {
    return (await this.#ask(internalEvents.members, { room })).members;
  }

  /**
   * Sends a message to the other servers.
   *
   * @param toSelf whether this server reacts to it as well
   * @throws `E_DATA_NOT_JSON`, `E_SERVERS_UNREACHABLE`
   */
  async send(event: string, payload: unknown, toSelf: boolean): Promise<void> {
    await this.#publish({ ...(!toSelf && { uid: this.uid }), event, payload });
  }

  #answerChannel(uid: string): string {
    return `${this.#options.channel}answer#${uid}`;
  }

  /** @returns how many listen */
  async #publish(message: AdminMessage): Promise<number> {
    let text: string;
    try {
      text = JSON.stringify(message);
    } catch (error) {
      throw dataError(message.payload) ?? error;
    }
    try {
      return await this.#options.wire.publish(this.#options.channel, text);
    } catch (error) {
      throw errors.E_SERVERS_UNREACHABLE((error as Error).message);
    }
  }

  #say(event: string): void {
    this.#publish({ uid: this.uid, event }).catch(() => {});
  }

  /** Asks all other servers, and waits for all of them. */
  async #ask(event: string, payload: unknown): Promise<Question> {
    const request = ++this.#requests;
    const question = new Question(this.#peers.names(), this.#options.timeout);
    this.#questions.set(request, question);
    try {
      await this.#publish({ uid: this.uid, event, payload, request });
      await question.answered;
      return question;
    } finally {
      question.giveUp();
      this.#questions.delete(request);
    }
  }

  #onAnswer(text: string): void {
    const answer = parseAnswer(text);
    if (answer === undefined) return;
    this.#peers.heard(answer.uid);
    const question = this.#questions.get(answer.request);
    if (question === undefined) return;
    if (Array.isArray(answer.members)) question.members.push(...answer.members);
    if (answer.error) {
      const { code, status, message } = answer.error;
      question.error ??= new TelltaleError(code, status, message);
    }
    question.settled(answer.uid);
  }

  #onMessage(text: string): void {
    const message = parseMessage(text);
    if (message === undefined || message.uid === this.uid) return;
    const { uid, event, payload, request } = message;
    if (event === internalEvents.bye) {
      this.#onBye(uid);
      return;
    }
    if (uid !== undefined) this.#peers.heard(uid);
    if (event === internalEvents.alive) return;
    if (event === internalEvents.hello) this.#answer(uid, request, {});
    else if (event === internalEvents.members)
      this.#answer(uid, request, { members: this.#membersHere(payload) });
    else {
      const error = carryOut(this.#options.context, event, payload);
      this.#answer(uid, request, error ? { error: plain(error) } : {});
      this.#options.listener({ event, payload });
    }
  }

  #onBye(uid: string | undefined): void {
    if (uid === undefined) return;
    this.#peers.left(uid);
    for (const question of this.#questions.values()) question.left(uid);
  }

  #membersHere(payload: unknown): string[] {
    const room = (payload as { room?: unknown } | null)?.room;
    return typeof room === 'string' ? localMembers(this.#options.context, room).map(({ id }) => id) : [];
  }

  #answer(
    uid: string | undefined,
    request: number | undefined,
    answer: Pick<AdminAnswer, 'members' | 'error'>,
  ): void {
    if (uid === undefined || request === undefined) return;
    const text = JSON.stringify({ uid: this.uid, request, ...answer } satisfies AdminAnswer);
    this.#options.wire.publish(this.#answerChannel(uid), text).catch(() => {});
  }
}

function plain({ code, status, message }: TelltaleError): NonNullable<AdminAnswer['error']> {
  return { code, status, message };
}
