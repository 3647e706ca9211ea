/** Somebody who is here. A person is a socket, and kept in memory: nobody outlives the server. */
import { defineModel } from 'telltale';
import { rooms } from '../../config/custom.ts';

export default defineModel({
  datastore: 'memory',
  attributes: {
    id: { type: 'string', required: true },
    name: { type: 'string', required: true, isNotEmptyString: true, maxLength: 24 },
    room: { type: 'string', isIn: rooms, defaultsTo: 'deck' },
    at: { type: 'number', autoCreatedAt: true },
  },
});
