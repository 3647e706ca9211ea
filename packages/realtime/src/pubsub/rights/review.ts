/** Asks again about what sockets are subscribed to, and ends what is not allowed any more. @module */
import type { Socket } from 'socket.io';
import { leaveRooms, localMembers } from '../../rooms/index.ts';
import type { RecordId } from '../publishable-model.ts';
import { allRooms } from '../record-rooms.ts';
import { type Answer, askPolicy } from './ask-policy.ts';
import type { Guard, GuardContext } from './guard.ts';
import { refusal, tellRefused } from './refusal.ts';
import { type Standing, standingIn } from './standing.ts';

/** What is to be asked about, when it is not everything. */
export interface ReviewOf {
  readonly model: string;
  /** As text; all records and new ones without it. */
  readonly ids?: ReadonlySet<string> | undefined;
}

/** Into how many parts the sockets are divided, so that not all policies are asked at once. */
const PARTS = 20;
const LEAST_BETWEEN_PARTS = 10;

export class Review {
  readonly #context: GuardContext;
  readonly #guard: Guard;
  readonly #running = new WeakMap<Socket, { repeat: boolean; done: Promise<void> }>();
  #timer: NodeJS.Timeout | undefined;
  #queue: string[] = [];

  constructor(context: GuardContext, guard: Guard) {
    this.#context = context;
    this.#guard = guard;
  }

  /** Begins to ask by itself, if the app wants that. */
  start(): void {
    const { askAgainAfter } = this.#context.rights;
    if (askAgainAfter === 0) return;
    const interval = Math.max(LEAST_BETWEEN_PARTS, askAgainAfter / PARTS);
    const parts = Math.max(1, Math.round(askAgainAfter / interval));
    let part = 0;
    this.#timer = setInterval(() => this.#reviewPart(part++ % parts, parts), interval).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Asks about a socket, or about a part of what it is subscribed to. Never rejects. */
  socket(socket: Socket, of?: ReviewOf): Promise<void> {
    this.#guard.outdate(socket);
    if (of !== undefined) return this.#pass(socket, of);
    // What changes while it is being asked is asked about afterwards, once.
    const running = this.#running.get(socket);
    if (running) {
      running.repeat = true;
      return running.done;
    }
    const run = { repeat: false, done: Promise.resolve() };
    run.done = this.#repeat(socket, run).finally(() => this.#running.delete(socket));
    this.#running.set(socket, run);
    return run.done;
  }

  /** Asks about every socket of this server, or about those that are concerned. */
  async all(of?: ReviewOf): Promise<void> {
    await Promise.all([...this.#concerned(of)].map((socket) => this.socket(socket, of)));
  }

  /** Who may be subscribed, or wait to be: of records whose rooms are known, their members. */
  #concerned(of: ReviewOf | undefined): Iterable<Socket> {
    const { rooms, models } = this.#context;
    const entry = of?.ids && models.get(of.model);
    if (!entry) return rooms.namespace.sockets.values();
    const names = [...of!.ids!].flatMap((id) => allRooms(entry, id));
    return new Set([
      ...names.flatMap((name) => localMembers(rooms, name)),
      ...this.#guard.waiting(of!.model),
    ]);
  }

  async #repeat(socket: Socket, run: { repeat: boolean }): Promise<void> {
    do {
      run.repeat = false;
      await this.#pass(socket);
    } while (run.repeat && socket.connected);
  }

  async #pass(socket: Socket, of?: ReviewOf): Promise<void> {
    const asked: Promise<void>[] = [];
    for (const standing of standingIn(socket.rooms, this.#context.models).values()) {
      if (of !== undefined && of.model !== standing.model) continue;
      const ids = [...standing.records.keys()].filter((id) => of?.ids?.has(String(id)) ?? true);
      if (ids.length > 0) asked.push(this.#ask(socket, standing, ids, false));
      if (standing.watch !== undefined && of?.ids === undefined)
        asked.push(this.#ask(socket, standing, [], true));
    }
    await Promise.all(asked);
  }

  async #ask(socket: Socket, standing: Standing, ids: readonly RecordId[], watch: boolean): Promise<void> {
    const { rights } = this.#context;
    const { model } = standing;
    const policy = rights.policyOf(model);
    if (policy === undefined) return;
    const question = { model, ids, watch, socket, request: undefined, again: true };
    this.#close(socket, standing, question, await askPolicy(policy, question, rights.policyTimeout));
  }

  #close(
    socket: Socket,
    { model, records, watch: classRoom }: Standing,
    asked: { ids: readonly RecordId[]; watch: boolean },
    answer: Answer,
  ): void {
    const allowed = new Set(answer.ids);
    const isIn = (room: string): boolean => socket.rooms.has(room);
    // What it has left by itself meanwhile is no news.
    const ids = asked.ids.filter((id) => !allowed.has(id) && records.get(id)?.some(isIn));
    const watch = asked.watch && !answer.watch && classRoom !== undefined && isIn(classRoom);
    if (ids.length === 0 && !watch) return;
    const names = watch ? [classRoom] : ids.flatMap((id) => records.get(id)!);
    leaveRooms(socket, names.filter(isIn));
    const refused = { model, ids, watch };
    const { log, rights } = this.#context;
    tellRefused(log, socket, refused, refusal(log, socket, refused, answer, true, rights.policyTimeout));
  }

  #reviewPart(part: number, parts: number): void {
    const { sockets } = this.#context.rooms.namespace;
    if (part === 0) this.#queue = [...sockets.keys()];
    const count = Math.ceil(this.#queue.length / (parts - part));
    for (const id of this.#queue.splice(0, count)) {
      const socket = sockets.get(id);
      if (socket) void this.socket(socket);
    }
  }
}
