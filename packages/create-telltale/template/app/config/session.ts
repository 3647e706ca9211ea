/** What the app keeps for each visitor: req.session, the same for a page and its sockets. What is commented out is the default. */
import { defineConfig } from 'telltale';

export default defineConfig({
  session: {
    // Signs cookies. It is in .env, and never in git. A list of texts: the first signs, all are believed.
    secret: process.env.SESSION_SECRET || undefined,

    // Name of the cookie.
    // name: 'sails.sid',

    // Options of the cookie; maxAge in milliseconds, null until the browser is closed.
    // cookie: { maxAge: null, path: '/', httpOnly: true, sameSite: 'lax', secure: 'auto' },

    // Seconds without use after which a session ends. Without it: as long as the cookie, else a day.
    // ttl: 86_400,

    // Whether each answer that used the session sends the cookie again, so that maxAge begins anew.
    // rolling: false,

    // Characters of JSON that a session may hold.
    // maxLength: 65_536,

    // Where sessions are kept: 'memory', or 'redis' for several servers and for restarts.
    // adapter: 'memory',

    // Where Redis is: a URL, or its parts one by one; and the beginning of all names there.
    // url: 'redis://127.0.0.1:6379/0',
    // host: '127.0.0.1',
    // port: 6379,
    // user: 'default',
    // pass: '…',
    // db: 0,
    // prefix: 'telltale:session:',

    // Which requests have no session.
    // isSessionDisabled: (req) => req.path.startsWith('/public'),
  },
});
