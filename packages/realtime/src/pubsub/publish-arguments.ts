/** Tells the forms of `publish()` apart: `(ids, data, req)`, and `(records, event, context, data, req)` of older apps. @module */
import { isSocketOrRequest } from '../rooms/socket-like.ts';

/** What a call of `publish()` says after its records. */
export interface PublishArguments {
  /** `undefined` for the model's own event. */
  event: string | undefined;
  context: string;
  data: unknown;
  /** Who is not told. */
  request: unknown;
}

/** Reads the arguments after the records. A text is data when nothing but a request follows, else the event's name. */
export function readPublishArguments(given: readonly unknown[]): PublishArguments {
  const [first, second, third, fourth] = given;
  const isEvent = typeof first === 'string' && isGiven(second) && !isSocketOrRequest(second);
  if (!isEvent) return { event: undefined, context: 'message', data: first, request: second };
  if (typeof second === 'string' && isGiven(third) && !isSocketOrRequest(third)) {
    return { event: first, context: second, data: third, request: fourth };
  }
  return { event: first, context: 'message', data: second, request: third };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
