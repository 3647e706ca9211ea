/** Where the app listens, and what it is made of. What is commented out is the default. */
import { defineConfig } from 'telltale';

export default defineConfig({
  // TCP port; the environment variable PORT and --port win.
  // port: 1337,
  // Address to listen on. Without it: every address.
  // host: '127.0.0.1',
  // Key and certificate, for HTTPS without a proxy.
  // ssl: { key: '…', cert: '…' },
  // Parts and hooks that are off.
  // hooks: {},
  // The only parts to be on. Without it: all.
  // loadHooks: ['userconfig', 'moduleloader', 'controllers', 'http', 'sockets'],
  // Milliseconds that a hook of api/hooks may take to start.
  // hookTimeout: 40_000,
});
