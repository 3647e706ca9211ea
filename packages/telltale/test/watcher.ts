/** A socket that remembers every event it gets, for tests of who is told what. @module */
import type { Socket as Client } from 'socket.io-client';
import { type Answer, askSocket, connect, type Given } from './transports.ts';

/** An event's name and what it carries. */
export type Told = [event: string, payload: Record<string, unknown>];

/** A connected socket; it disconnects with the block that made it. */
export interface Watcher extends AsyncDisposable {
  client: Client;
  ask(address: string, given?: Given): Promise<Answer>;
  /** What was told since the last call, all that came before this call included. */
  told(): Promise<Told[]>;
  /** Positions of the events so far. */
  positions: string[];
}

/** Connects a watcher, with options of the Socket.IO client. */
export async function watch(url: string, given?: Parameters<typeof connect>[1]): Promise<Watcher> {
  const client = await connect(url, given);
  let events: Told[] = [];
  const positions: string[] = [];
  client.onAny((event: string, payload: Told[1], at?: { at: string }) => {
    events.push([event, payload]);
    if (at) positions.push(at.at);
  });
  const ask = (address: string, given?: Given) => askSocket(client, address, given);
  return {
    client,
    ask,
    positions,
    async told() {
      // Messages of one socket keep their order, so that what was sent before this answer has arrived with it.
      await ask('GET /nothing-is-here');
      const now = events;
      events = [];
      return now;
    },
    async [Symbol.asyncDispose]() {
      client.disconnect();
    },
  };
}
