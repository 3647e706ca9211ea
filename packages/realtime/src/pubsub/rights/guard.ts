/** Stands at the door of the rooms of models: nobody enters whom the model's policy does not let in. @module */
import type { Position, TelltaleError } from '@telltale/protocol';
import type { Socket } from 'socket.io';
import { isFull, joinRooms, type RoomGuard, type RoomsContext } from '../../rooms/index.ts';
import type { ModelRegistry } from '../model-entry.ts';
import type { RecordId } from '../publishable-model.ts';
import { parseModelRoom } from '../room-names.ts';
import { type Answer, askPolicy } from './ask-policy.ts';
import type { Rights } from './read-rights.ts';
import { isRefusal, type RefusalLog, refusal, tellRefused } from './refusal.ts';
import { type Standing, standingIn } from './standing.ts';
import type { SubscriptionPolicy, SubscriptionQuestion } from './subscription-policy.ts';

/** What a socket wants to be subscribed to. */
export interface Wish {
  readonly model: string;
  readonly ids: readonly RecordId[];
  readonly watch: boolean;
}

/**
 * Puts the socket into the rooms of what is allowed.
 *
 * @param since where the log stood when the policy was asked; `undefined` when it answered at once
 * @returns whether the socket hears everything since then
 */
export type Enter = (ids: readonly RecordId[], since?: Position) => boolean;

/** What a guard stands on. */
export interface GuardContext {
  readonly rights: Rights;
  readonly rooms: RoomsContext;
  readonly models: ModelRegistry;
  readonly log: RefusalLog;
  /** Where the log stands; `undefined` when that says nothing. */
  position(): Position | undefined;
  /** Tells a socket what rooms that it has just entered were told since a position; `false` if that is not known. */
  catchUp(socket: Socket, entered: readonly string[], since: Position): boolean;
}

/** A wish whose policy has not answered yet. What is unsubscribed meanwhile is taken out of it. */
interface Pending {
  readonly model: string;
  readonly ids: Set<RecordId>;
  watch: boolean;
}

/** What is known of a socket about which something is being asked. */
interface Doorstep {
  readonly pending: Set<Pending>;
  /** Grows whenever rights may have changed: an answer from before that counts no more. */
  age: number;
}

const late: Answer = { ids: [], watch: false, failure: 'TIMEOUT' };

export class Guard implements RoomGuard {
  readonly #context: GuardContext;
  readonly #doorsteps = new Map<Socket, Doorstep>();

  constructor(context: GuardContext) {
    this.#context = context;
  }

  /**
   * Asks the policy of a model, and has the socket enter as far as it is allowed to.
   *
   * @param request what subscribes its socket, for the policy
   * @param isAsked whether the client expects to be subscribed, so that it is told when it is not
   * @throws (or rejects with) `E_SUBSCRIPTION_REFUSED`, `E_SUBSCRIPTION_FAILED`, `E_SUBSCRIPTION_TIMEOUT`, and what `enter`
   * throws
   */
  permit(socket: Socket, wish: Wish, request: unknown, enter: Enter, isAsked = true): void | Promise<void> {
    const policy = this.#context.rights.policyOf(wish.model);
    if (policy === undefined) {
      enter(wish.ids);
      return;
    }
    const since = this.#context.position();
    const answer = this.#ask(policy, { ...wish, socket, request, again: false });
    if (!(answer instanceof Promise)) return this.#end(socket, wish, answer, enter, isAsked);
    return this.#wait(policy, socket, wish, answer, (ids) => enter(ids, since), isAsked);
  }

  /** How sockets enter rooms without having asked: those that watch a model, when there is a new record. */
  door(
    names: readonly string[],
    since?: Position,
  ): ((socket: Socket) => TelltaleError | undefined) | undefined {
    const { rights, rooms, models } = this.#context;
    const guarded = [...standingIn(names, models).values()].filter(({ model }) => rights.policyOf(model));
    if (guarded.length === 0) return undefined;
    const closed = new Set(guarded.map(({ model }) => model));
    const free = names.filter((name) => !closed.has(parseModelRoom(name)?.identity ?? ''));
    return (socket) => {
      let first = free.length === 0 ? undefined : joinRooms(rooms, socket, free);
      for (const standing of guarded) {
        const refused = this.#introduce(socket, standing, since);
        first ??= refused;
      }
      return first;
    };
  }

  /** Forgets what a socket waits for: it has left these rooms before it was let in. */
  withdraw(socket: Socket, names: readonly string[]): void {
    const doorstep = this.#doorsteps.get(socket);
    if (doorstep === undefined || doorstep.pending.size === 0) return;
    for (const { model, records, watch } of standingIn(names, this.#context.models).values()) {
      for (const pending of doorstep.pending) {
        if (pending.model !== model) continue;
        if (watch !== undefined) pending.watch = false;
        for (const id of records.keys()) pending.ids.delete(id);
      }
    }
  }

  /** Makes answers on the way be asked for again: rights of the socket may have changed. */
  outdate(socket: Socket): void {
    const doorstep = this.#doorsteps.get(socket);
    if (doorstep !== undefined) doorstep.age += 1;
  }

  /** The sockets that wait to be let into rooms of a model. */
  waiting(model: string): Socket[] {
    const sockets: Socket[] = [];
    for (const [socket, { pending }] of this.#doorsteps) {
      if ([...pending].some((wish) => wish.model === model)) sockets.push(socket);
    }
    return sockets;
  }

  #ask(policy: SubscriptionPolicy, question: SubscriptionQuestion): Answer | Promise<Answer> {
    return askPolicy(policy, question, this.#context.rights.policyTimeout);
  }

  #introduce(socket: Socket, standing: Standing, since: Position | undefined): TelltaleError | undefined {
    const { rooms, catchUp } = this.#context;
    const namesOf = (ids: readonly RecordId[]): string[] =>
      [standing.watch ?? [], ids.map((id) => standing.records.get(id) ?? [])]
        .flat(2)
        .filter((name) => !socket.rooms.has(name));
    const ids = [...standing.records.keys()];
    if (namesOf(ids).length === 0) return undefined;
    const wish = { model: standing.model, ids, watch: standing.watch !== undefined };
    const enter: Enter = (allowed, asked) => {
      const entered = namesOf(allowed);
      const refused = joinRooms(rooms, socket, entered);
      if (refused) throw refused;
      return asked === undefined || catchUp(socket, entered, since ?? asked);
    };
    try {
      const waiting = this.permit(socket, wish, undefined, enter, false);
      waiting?.catch((error: Error) => {
        if (isRefusal(error)) return;
        const line = isFull(error) ? rooms.full.line([socket], error.message) : error.message;
        if (line !== undefined) rooms.log.warn(line);
      });
    } catch (error) {
      return isRefusal(error) ? undefined : (error as TelltaleError);
    }
    return undefined;
  }

  async #wait(
    policy: SubscriptionPolicy,
    socket: Socket,
    wish: Wish,
    first: Promise<Answer>,
    enter: Enter,
    isAsked: boolean,
  ): Promise<void> {
    const doorstep = this.#doorstepOf(socket);
    const pending: Pending = { model: wish.model, ids: new Set(wish.ids), watch: wish.watch };
    doorstep.pending.add(pending);
    try {
      const answer = await this.#answerThatHolds(policy, socket, wish, first, doorstep);
      // A socket that is gone has no use for it, and what was unsubscribed meanwhile stays so.
      if (!socket.connected) return;
      const ids = wish.ids.filter((id) => pending.ids.has(id));
      const left = { model: wish.model, ids, watch: pending.watch };
      const allowed = answer.ids.filter((id) => pending.ids.has(id));
      this.#end(
        socket,
        left,
        { ...answer, ids: allowed, watch: answer.watch && pending.watch },
        enter,
        isAsked,
      );
    } finally {
      doorstep.pending.delete(pending);
      if (doorstep.pending.size === 0) this.#doorsteps.delete(socket);
    }
  }

  /** Asks again as long as rights change while a yes is on its way. */
  async #answerThatHolds(
    policy: SubscriptionPolicy,
    socket: Socket,
    wish: Wish,
    first: Promise<Answer>,
    doorstep: Doorstep,
  ): Promise<Answer> {
    const deadline = performance.now() + this.#context.rights.policyTimeout;
    let { age } = doorstep;
    let answer = await first;
    while (age !== doorstep.age && socket.connected && (answer.watch || answer.ids.length > 0)) {
      if (performance.now() > deadline) return late;
      age = doorstep.age;
      // The request has seen rights as they were.
      answer = await this.#ask(policy, { ...wish, socket, request: undefined, again: false });
    }
    return answer;
  }

  #end(socket: Socket, wish: Wish, answer: Answer, enter: Enter, isAsked: boolean): void {
    const { log, rights } = this.#context;
    let { ids, watch } = answer;
    let why = answer;
    if ((watch || ids.length > 0) && !enter(ids)) [ids, watch, why] = [[], false, late];
    if (ids.length === wish.ids.length && watch === wish.watch) return;
    const allowed = new Set(ids);
    const refused = {
      model: wish.model,
      ids: wish.ids.filter((id) => !allowed.has(id)),
      watch: wish.watch && !watch,
    };
    const error = refusal(log, socket, refused, why, false, rights.policyTimeout);
    if (isAsked || why.failure !== undefined) tellRefused(log, socket, refused, error);
    throw error;
  }

  #doorstepOf(socket: Socket): Doorstep {
    const known = this.#doorsteps.get(socket);
    if (known) return known;
    const doorstep: Doorstep = { pending: new Set(), age: 0 };
    this.#doorsteps.set(socket, doorstep);
    return doorstep;
  }
}
