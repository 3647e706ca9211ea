/** Sockets. What is commented out is the default. */
import { defineConfig } from 'telltale';

export default defineConfig({
  sockets: {
    // Origins whose pages may connect. Without it: all in development, only this server's in production.
    // onlyAllowOrigins: ['http://localhost:1337'],
    // Decides over each connection.
    // beforeConnect: (_handshake, proceed) => proceed(undefined, true),
    // Runs after each disconnect.
    // afterDisconnect: (_session, _socket, done) => done(),
    // In which order a client may use them. A load balancer needs sticky sessions for 'polling'.
    // transports: ['websocket'],
    // Milliseconds between two pings, and without an answer until a socket is gone.
    // pingInterval: 25_000,
    // pingTimeout: 60_000,
    // Bounds of what a client may send and leave unread; see the documentation for all of them.
    // limits: { messageBytes: 1_048_576, messagesPerSecond: 1_000, requestsInFlight: 256 },
    // Several servers: they tell each other through Redis.
    // adapter: 'redis',
    // url: 'redis://127.0.0.1:6379',
  },
});
