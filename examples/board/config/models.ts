/** Records here need no times. */
import { defineConfig } from 'telltale';

export default defineConfig({
  models: {
    attributes: { createdAt: false, updatedAt: false },
  },
});
