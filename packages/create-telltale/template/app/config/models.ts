/** What every model starts from; a model may say otherwise. */
import { defineConfig } from 'telltale';

export default defineConfig({
  models: {
    // What happens to tables at the start: 'alter' (follow the models), 'drop' (begin empty) or 'safe' (nothing).
    // Without it: 'alter' in development, 'safe' in production.
    // migrate: 'alter',
    // What becomes of values for attributes that a model has not: 'ignore', 'warn', or 'refuse' (the write fails, and the message names
    // the nearest attribute). Without it: 'warn' in development, 'ignore' in production.
    // unknownAttributes: 'warn',
    // Attributes that every model has, beside id, createdAt and updatedAt.
    // attributes: {},
  },
});
