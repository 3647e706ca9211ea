/** What a bad input is, what may come of it, and how a server is told the two. @module */
import { expect } from 'vitest';
import type { Party } from '../../packages/realtime/test/party.ts';
import { RawSocket } from '../../packages/realtime/test/raw-socket.ts';

/** What the server does about an input. */
export type Reaction =
  /** An acknowledgement with this status, and this code in its body. */
  | { answered: number; code?: string }
  /** An event `sails:parseError` with this code, since there is no acknowledgement. */
  | { told: string }
  /** Nothing; the connection goes on. */
  | 'ignored'
  /** The connection ends, with this close code of WebSocket. */
  | { closed: number }
  /** The connection ends without a close code. */
  | 'hung up'
  /** The handshake is answered with this status. */
  | { refused: number }
  /** The handshake succeeds. */
  | 'let in';

/** One row of the page. */
export interface BadInput {
  /** As in "an event named …". */
  input: string;
  /** Sends it. An input that is answered uses the acknowledgement with id 7. */
  send?: (socket: RawSocket, party: Party) => unknown;
  /** For inputs of the handshake: what is appended to the query, and header lines. */
  handshake?: { query?: string; headers?: string };
  reaction: Reaction;
  /** What the reader of the page should know besides. */
  note?: string;
}

/** The reaction, in words. */
export function inWords(reaction: Reaction): string {
  if (reaction === 'ignored') return 'ignored';
  if (reaction === 'hung up') return 'connection ended';
  if (reaction === 'let in') return 'let in';
  if ('told' in reaction) return 'event `sails:parseError`';
  if ('closed' in reaction) return 'connection ended';
  if ('refused' in reaction) return 'handshake refused';
  return reaction.answered < 400 ? 'taken, and answered' : 'answered';
}

/** The code that goes with the reaction. */
export function codeOf(reaction: Reaction): string {
  if (typeof reaction === 'string') return '';
  if ('told' in reaction) return `\`${reaction.told}\``;
  if ('closed' in reaction) return String(reaction.closed);
  if ('refused' in reaction) return String(reaction.refused);
  return reaction.code === undefined
    ? String(reaction.answered)
    : `${reaction.answered} \`${reaction.code}\``;
}

/** How WebSocket says that a close had no code. */
const NO_CODE = 1005;

/** Header lines with which a handshake is let in. */
export const goodHeaders = 'Origin: https://app.example\r\n';

/** Sends one input on a connection of its own, and expects its reaction. */
export async function tryOut(party: Party, { send, handshake, reaction }: BadInput): Promise<void> {
  if (handshake !== undefined) {
    const said = await RawSocket.upgrade(party.url, handshake).catch((error: Error) => error.message);
    if (typeof said === 'string') expect({ refused: Number(said.split(' ')[4]) }).toEqual(reaction);
    else {
      expect(reaction).toBe('let in');
      await said[Symbol.asyncDispose]();
    }
    return;
  }
  await using socket = await RawSocket.connect(party.url, { headers: goodHeaders });
  await send?.(socket, party);
  if (reaction === 'hung up' || (typeof reaction === 'object' && 'closed' in reaction)) {
    await socket.closing;
    if (reaction === 'hung up') expect([undefined, NO_CODE]).toContain(socket.closeCode);
    else expect(socket.closeCode).toBe(reaction.closed);
    return;
  }
  if (typeof reaction === 'object' && 'answered' in reaction) {
    const answer = JSON.parse(String(await socket.take((given) => /^437\[/.test(String(given)))).slice(3))[0];
    expect(answer.statusCode).toBe(reaction.answered);
    if (reaction.code !== undefined) expect(answer.body).toMatchObject({ code: reaction.code });
  }
  if (typeof reaction === 'object' && 'told' in reaction) {
    const event = String(await socket.take((given) => String(given).startsWith('42["sails:parseError"')));
    expect(JSON.parse(event.slice(2))[1]).toMatchObject({ statusCode: 400, body: { code: reaction.told } });
  }
  // The same connection still works, and nothing more has come than what was expected.
  expect((await socket.ask('get', { url: '/hi' })).text).toContain('"hi":true');
  expect(socket.messages).toEqual([]);
}
