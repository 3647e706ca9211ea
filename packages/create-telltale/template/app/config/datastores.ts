/** The databases. `default` is that of models which name none. */
import { defineConfig } from 'telltale';

export default defineConfig({
  datastores: {
    default: {
      // sqlite:<file>, sqlite::memory:, postgres://user:password@host:5432/name or mysql://user:password@host:3306/name.
      url: process.env.DATABASE_URL ?? '{{url}}',

      // Connections at most; milliseconds until an idle one is closed, and to wait for a free one.
      // pool: { max: 10, idleTimeout: 10_000, acquireTimeout: 10_000 },

      // TLS: true, or what the driver takes.
      // ssl: true,

      // Milliseconds from which a query is told to the log.
      // slowQueryThreshold: 200,
    },
  },
});
