/** What stands before which actions, on both transports. Of several keys the most specific one holds. */
import { defineConfig } from 'telltale';

export default defineConfig({
  policies: {
    // Everyone may look, add, tick off and delete.
    '*': true,
    // Only who has signed in may clear the list.
    'task/clear': 'isSignedIn',
  },
});
