/** Somebody who does tasks. */
import { defineModel } from 'telltale';

export default defineModel({
  attributes: {
    name: { type: 'string', required: true },
    tasks: { collection: 'task', via: 'assignee' },
  },
});
