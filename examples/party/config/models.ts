/** Models here name their times themselves. */
import { defineConfig } from 'telltale';

export default defineConfig({
  models: {
    attributes: { createdAt: false, updatedAt: false },
  },
});
