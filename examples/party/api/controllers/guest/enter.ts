import { defineAction, sails } from 'telltale';
import { guests } from '../../../lib/guest-list.ts';

export default defineAction({
  description: 'Comes to the party, and hears from now on who else comes and goes.',
  inputs: { name: { type: 'string', isNotEmptyString: true, maxLength: 24 } },
  exits: {
    success: { statusCode: 201 },
    noSocket: { responseType: 'badRequest', description: 'Only a socket can be told what happens.' },
  },
  async fn({ name }) {
    const id = sails.sockets.getId(this.req);
    if (id === undefined) throw 'noSocket';
    sails.sockets.join(this.req, 'party');
    return { me: guests.enter(id, name), guests: guests.all() };
  },
});
