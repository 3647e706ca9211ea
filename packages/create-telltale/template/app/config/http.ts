/** The HTTP server. What is commented out is the default. */
import { defineConfig } from 'telltale';

export default defineConfig({
  http: {
    // Fastify plugins, in order, before the routes: plugin or [plugin, options]. They hold for sockets too.
    // plugins: [],
    // Handlers in the style of Express, by name, and their order, as Sails has them; see the documentation.
    // middleware: {},
    // Whose x-forwarded-* headers are believed: all (true), so many proxies, or these addresses.
    // trustProxy: false,
    // Bytes of a request's body.
    // bodyLimit: 1_048_576,
    // Milliseconds for a request to arrive in full; 0 for no limit.
    // requestTimeout: 120_000,
    // Milliseconds of silence until a connection is closed; 0 for no limit.
    // connectionTimeout: 0,
    // Milliseconds that an idle connection stays open.
    // keepAliveTimeout: 72_000,
    // Folder of static files.
    // assets: 'assets',
    // Milliseconds for which a browser may keep a static file. Without it: 0, and a year in production.
    // cache: 0,
  },
});
