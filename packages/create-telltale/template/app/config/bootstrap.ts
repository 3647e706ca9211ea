/** Runs before the app listens, each time it starts; an error here stops the start. */
import { defineConfig } from 'telltale';

export default defineConfig({
  async bootstrap() {
    // Such as: if ((await User.count()) === 0) await User.create({ name: 'Ann' });
  },

  // Milliseconds that it may take.
  // bootstrapTimeout: 30_000,

  // Runs when the app ends, before its sockets are told: for what it does beside requests.
  // beforeShutdown: async () => {},
});
