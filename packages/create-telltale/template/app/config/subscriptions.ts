/** Which sockets may be told of the records of which model: asked before they are, and again when their session ends. */
import { defineConfig } from 'telltale';

export default defineConfig({
  subscriptions: {
    // By model, or '*' for all others: true, false, the name of a file in api/policies, or a function.
    // '*': ({ session }) => session?.name !== undefined,
  },
});
