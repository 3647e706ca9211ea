import { defineAction } from 'telltale';
import { messagesOf, rooms } from '../../../lib/chat-rooms.ts';

export default defineAction({
  description: 'The last messages of a chat room.',
  inputs: { room: { type: 'string', isIn: rooms, required: true } },
  fn: ({ room }) => messagesOf(room),
});
