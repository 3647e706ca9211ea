/** Who may do what: everybody anything with tasks; columns and people are only read. */
import { defineConfig } from 'telltale';

export default defineConfig({
  policies: {
    '*': false,
    'column/find': true,
    'person/find': true,
    'task/*': true,
  },
});
