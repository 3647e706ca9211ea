/** What the app says of itself. */
import { defineConfig } from 'telltale';

export default defineConfig({
  log: {
    // The least important messages that are written: silent, error, warn, info, debug, verbose or silly.
    level: 'info',

    // 'pretty' (lines for people) or 'json' (lines for programs). Without it: json in production.
    // format: 'pretty',

    // Names of values that are not written, beside the usual ones such as password and cookie.
    // redact: ['phone'],

    // Whether each request is told of when it is answered.
    // requests: false,

    // A logger of your own, with a method for each level.
    // custom: console,
  },
});
