/** What pages, other origins and busy clients may do. What is commented out is the default. */
import { defineConfig } from 'telltale';

export default defineConfig({
  security: {
    // Pages of other origins that may read answers. allRoutes: those of every route, else of routes that say cors: true.
    // cors: { allRoutes: true, allowOrigins: ['https://app.example.com'], allowCredentials: true },
    // Pages of other origins may change nothing, whatever cookies their requests carry; by GET nobody should be able to, see
    // config/blueprints. With true, every request that changes something has to carry a token instead: <%= _csrf %> in a view,
    // GET /csrfToken for a script.
    csrf: 'origin',
    // Headers that tell a browser what a page may do; options of helmet. Here: scripts of another server.
    // helmet: { contentSecurityPolicy: { directives: { scriptSrc: ["'self'", 'https://cdn.example.com'] } } },
    // Requests of one address in so many milliseconds, by HTTP and over sockets together. A route may have its own.
    // rateLimit: { max: 300, window: 60_000 },
  },
});
