/** Runs before the app listens, each time it starts; an error here stops the start. */
import { defineConfig } from 'telltale';

export default defineConfig({
  async bootstrap() {
    // Such as: if ((await User.count()) === 0) await User.create({ name: 'Ann' });
  },

  // Milliseconds that it may take.
  // bootstrapTimeout: 30_000,
});
