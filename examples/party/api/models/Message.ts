/** Something that was said in a room. */
import { defineModel } from 'telltale';
import { rooms } from '../../config/custom.ts';

export default defineModel({
  attributes: {
    text: { type: 'string', required: true, isNotEmptyString: true, maxLength: 500 },
    room: { type: 'string', isIn: rooms, required: true },
    name: { type: 'string', isNotEmptyString: true, maxLength: 24, defaultsTo: 'Somebody' },
    /** The id of the sender's socket; empty when it came over HTTP. */
    from: 'string',
    at: { type: 'number', autoCreatedAt: true },
  },
});
