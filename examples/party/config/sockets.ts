/** Takes a guest off the list when the window closes. */
import { defineConfig } from 'telltale';
import { guests } from '../lib/guest-list.ts';

export default defineConfig({
  sockets: {
    afterDisconnect: (_session, socket, done) => {
      guests.leave(socket.id);
      done();
    },
  },
});
