/** Nobody logs in at this party: a person is a socket. So there are no sessions, and no secret to sign their cookies. */
import { defineConfig } from 'telltale';

export default defineConfig({ hooks: { session: false } });
