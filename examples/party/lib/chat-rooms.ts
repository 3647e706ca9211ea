/** The chat rooms, and the last messages of each, kept in memory. */

export const rooms = ['deck', 'galley', 'lookout'] as const;

export type RoomName = (typeof rooms)[number];

export interface Message {
  text: string;
  /** Who wrote it: a guest, or whoever asked over HTTP. */
  from: { name: string; via: 'socket' | 'http'; id?: string };
  room: RoomName;
  id: number;
  /** Milliseconds since 1970. */
  at: number;
}

/** How many messages a room remembers. */
const most = 50;

const remembered = new Map<RoomName, Message[]>(rooms.map((room) => [room, []]));
let count = 0;

/** The last messages of a room, oldest first. */
export function messagesOf(room: RoomName): readonly Message[] {
  return remembered.get(room) ?? [];
}

/** Keeps a message and forgets the oldest. */
export function remember(message: Omit<Message, 'id' | 'at'>): Message {
  count += 1;
  const kept: Message = { ...message, id: count, at: Date.now() };
  const messages = remembered.get(message.room);
  messages?.push(kept);
  if (messages && messages.length > most) messages.shift();
  return kept;
}

/** The name of the Socket.IO room behind a chat room. */
export function socketRoomOf(room: RoomName): string {
  return `chat:${room}`;
}
