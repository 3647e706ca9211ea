/** Who may do what. Everybody may read; nobody may change what was said. */
import { defineConfig } from 'telltale';

export default defineConfig({
  policies: {
    'person/*': false,
    'person/find': true,
    'person/findone': true,
    'person/create': 'isMyself',
    'person/update': 'isMyself',
    'message/*': false,
    'message/find': true,
    'message/findone': true,
    'message/create': 'signed',
  },
});
