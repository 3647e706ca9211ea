/** What one call has to tell: its notifications, in order, and what belongs to them. @module */
import { errors } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { OutgoingNotification } from '../log/index.ts';
import { dataError } from '../rooms/broadcast.ts';
import { omittedId } from '../rooms/socket-like.ts';
import { type FormContext, jsonForm } from './json-form.ts';
import type { ModelEntry } from './model-entry.ts';
import type { PublishHooks } from './publishable-model.ts';

/** What a publication stands on. */
export interface PublicationContext extends FormContext {
  readonly limits: Pick<Limits, 'notificationLength' | 'roomNameLength'>;
  /** Tells the log of the app what went wrong. */
  report(error: Error): void;
}

/** Rooms of one notification, and what happens to them. */
type Routing = Pick<OutgoingNotification, 'rooms' | 'introduces' | 'closes'>;

/** A {@link PublishHooks} without its tense. */
export type HookName = keyof PublishHooks extends infer Name
  ? Name extends `before${infer Rest}`
    ? Rest
    : never
  : never;

/** Gathers the notifications of one call, so that they go into the log together. */
export class Publication {
  readonly context: PublicationContext;
  readonly notifications: OutgoingNotification[] = [];
  /** Runs when the notifications are about to be appended. */
  readonly before: (() => void)[] = [];
  /** Runs when they were delivered. */
  readonly after: (() => void)[] = [];
  /** The first thing that went wrong. */
  error: Error | undefined;
  readonly #call: string;
  readonly #request: unknown;
  readonly #omit: string | undefined;

  /**
   * @param call how the app wrote it, for messages
   * @param request what the app gave as the one who is not told
   */
  constructor(context: PublicationContext, call: string, request: unknown) {
    this.context = context;
    this.#call = call;
    this.#request = request;
    this.#omit = omittedId(request);
  }

  get call(): string {
    return this.#call;
  }

  /** What the hooks of models get in place of a request. */
  get request(): unknown {
    return this.#request;
  }

  /** The JSON form of a record. */
  form(entry: ModelEntry, record: object): unknown {
    return jsonForm(this.context, entry, record);
  }

  /**
   * Adds a notification. One that can't be made is reported, and the others of the call are told all the same.
   *
   * @param payload makes what the event carries
   */
  add(entry: ModelEntry, routing: Routing, payload: () => unknown, event = entry.identity): void {
    const text = this.#textOf(entry, payload);
    if (text === undefined) return;
    this.notifications.push({
      ...routing,
      event,
      payload: text,
      ...(this.#omit !== undefined && { omit: this.#omit }),
    });
  }

  /** Runs the hook of a model before its notification is made, and has the other one run when all is delivered. */
  hooks(entry: ModelEntry, name: HookName, ...given: unknown[]): void {
    this.#runHook(entry, `before${name}`, given);
    this.after.push(() => this.#runHook(entry, `after${name}`, given));
  }

  /** Reports what went wrong. */
  fail(error: Error): void {
    this.error ??= error;
    this.context.report(error);
  }

  #textOf(entry: ModelEntry, payload: () => unknown): string | undefined {
    let value: unknown;
    let text: string;
    try {
      value = payload();
      text = JSON.stringify(value) ?? 'null';
    } catch (error) {
      this.fail(dataError(value) ?? errors.E_JSON_FORM(entry.identity, messageOf(error)));
      return undefined;
    }
    const most = this.context.limits.notificationLength;
    if (text.length <= most) return text;
    this.fail(errors.E_NOTIFICATION_TOO_LARGE(entry.identity, text.length, most));
    return undefined;
  }

  #runHook(entry: ModelEntry, name: string, given: unknown[]): void {
    const hooks = entry.model as unknown as Record<string, unknown>;
    const hook = hooks[name] ?? hooks[`_${name}`];
    if (typeof hook !== 'function') return;
    const report = (error: unknown): void =>
      this.context.report(errors.E_PUBLISH_HOOK(`${entry.identity}.${name}`, messageOf(error)));
    try {
      Promise.resolve(hook.call(entry.model, ...given)).catch(report);
    } catch (error) {
      report(error);
    }
  }
}

/** What an error says; of what is no error, as much. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === 'string' ? error : 'something was thrown that is no error';
}
