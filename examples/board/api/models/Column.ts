/** A column of the board. */
import { defineModel } from 'telltale';

export default defineModel({
  attributes: {
    title: { type: 'string', required: true },
    /** How many tasks it may have; 0 for any number. */
    limit: 'number',
    tasks: { collection: 'task', via: 'column' },
  },
});
