import { defineAction, sails } from 'telltale';
import { messagesOf, rooms, socketRoomOf } from '../../../lib/chat-rooms.ts';
import { guests } from '../../../lib/guest-list.ts';

export default defineAction({
  description: 'Moves the guest who asks from one chat room to another.',
  inputs: { room: { type: 'string', isIn: rooms, required: true } },
  exits: { notHere: { statusCode: 409, description: 'Come in first: POST /guests' } },
  async fn({ room }) {
    const guest = guests.get(sails.sockets.getId(this.req));
    if (!guest) throw 'notHere';
    sails.sockets.leave(this.req, socketRoomOf(guest.room));
    sails.sockets.join(this.req, socketRoomOf(room));
    guests.change(guest.id, { room });
    return messagesOf(room);
  },
});
