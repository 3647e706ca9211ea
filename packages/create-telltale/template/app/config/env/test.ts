/** Laid over the other settings in tests: nothing is kept, and little is said. */
import { defineConfig } from 'telltale';

export default defineConfig({
  // The same queries give the same records on every database; TEST_DATABASE_URL runs the tests on yours.
  datastores: { default: process.env.TEST_DATABASE_URL ?? 'sqlite::memory:' },
  models: { migrate: 'drop' },
  log: { level: 'warn' },
});
