/** What stands before which actions, on both transports. Of several keys the most specific one holds. */
import { defineConfig } from 'telltale';

export default defineConfig({
  policies: {
    // '*': 'isSignedIn', the name of a file in api/policies; true lets everyone in, false nobody.
    '*': true,
  },
});
