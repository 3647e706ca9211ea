import { defineAction } from 'telltale';
import { guests } from '../../../lib/guest-list.ts';

export default defineAction({
  description: 'Who is here.',
  fn: () => guests.all(),
});
