/** Laid over the other settings in production: telltale lift --prod, or NODE_ENV=production. */
import { defineConfig } from 'telltale';

export default defineConfig({
  // Actions have the addresses of config/routes only: by their own, a link on any page could run them.
  blueprints: { actions: false },
  // Behind a proxy that ends TLS, so that the server knows its own name and who asks:
  // http: { trustProxy: 1 },
  // Pages of other origins that may connect. Without it: pages of this server only.
  // sockets: { onlyAllowOrigins: ['https://example.com'] },
});
