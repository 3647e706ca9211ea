import { defineAction, sails } from 'telltale';
import { guests } from '../../../lib/guest-list.ts';

export default defineAction({
  description: 'Gives the guest who asks another name.',
  inputs: { name: { type: 'string', required: true, isNotEmptyString: true, maxLength: 24 } },
  exits: { notHere: { statusCode: 409, description: 'Come in first: POST /guests' } },
  async fn({ name }) {
    const guest = guests.get(sails.sockets.getId(this.req));
    if (!guest) throw 'notHere';
    return guests.change(guest.id, { name });
  },
});
