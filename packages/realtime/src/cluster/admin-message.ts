/** What servers say to each other on the admin channel. @module */

/** A message to all servers. */
export interface AdminMessage {
  /** Who sent it. Absent: the sender itself reacts to it too. */
  uid?: string;
  event: string;
  payload?: unknown;
  /** Number under which the sender expects an answer from each server. */
  request?: number;
}

/** The answer of one server to one other. */
export interface AdminAnswer {
  uid: string;
  request: number;
  /** Ids, when they were asked for. */
  members?: string[];
  /** Why the server could not do all of it. */
  error?: { code: string; status: number; message: string };
}

/** Names of messages that are none of the app's business. */
export const internalEvents = {
  /** A server is there; all others say so too. */
  hello: 'telltale:hello',
  /** A server is still there. */
  alive: 'telltale:alive',
  /** A server goes. */
  bye: 'telltale:bye',
  /** Asks for the members of a room. */
  members: 'telltale:members',
} as const;

/** Reads a message; `undefined` for what is none. */
export function parseMessage(text: string): AdminMessage | undefined {
  const { uid, event, payload, request } = parse(text) ?? {};
  if (typeof event !== 'string') return undefined;
  return {
    event,
    payload,
    ...(typeof uid === 'string' && { uid }),
    ...(typeof request === 'number' && { request }),
  };
}

/** Reads an answer; `undefined` for what is none. */
export function parseAnswer(text: string): AdminAnswer | undefined {
  const answer = parse(text);
  return typeof answer?.uid === 'string' && typeof answer.request === 'number'
    ? (answer as unknown as AdminAnswer)
    : undefined;
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
