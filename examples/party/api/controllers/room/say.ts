import { defineAction, sails } from 'telltale';
import { remember, rooms, socketRoomOf } from '../../../lib/chat-rooms.ts';
import { guests } from '../../../lib/guest-list.ts';

export default defineAction({
  description:
    'Says something to everyone in a chat room. Over HTTP anybody can: curl -d text=ahoy …/rooms/deck/messages',
  inputs: {
    room: { type: 'string', isIn: rooms, required: true },
    text: { type: 'string', required: true, isNotEmptyString: true, maxLength: 500 },
    name: { type: 'string', isNotEmptyString: true, maxLength: 24, defaultsTo: 'Somebody' },
  },
  exits: { success: { statusCode: 201 } },
  async fn({ room, text, name }) {
    const guest = guests.get(sails.sockets.getId(this.req));
    const from = guest
      ? { name: guest.name, via: 'socket' as const, id: guest.id }
      : { name, via: this.req.isSocket ? ('socket' as const) : ('http' as const) };
    const message = remember({ text, from, room });
    sails.sockets.broadcast(socketRoomOf(room), 'message', message);
    return message;
  },
});
