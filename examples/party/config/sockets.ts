/** Takes a person off the list when the window closes, and tells the others. */
import { defineConfig } from 'telltale';
import Person from '../api/models/Person.ts';

export default defineConfig({
  sockets: {
    async afterDisconnect(_session, socket) {
      const gone = await Person.destroyOne({ id: socket.id });
      if (gone) await Person.publishDestroy(gone.id);
    },
  },
});
