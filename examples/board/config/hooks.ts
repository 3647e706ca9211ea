/** Nobody logs in: everybody may move every task. So there are no sessions, and no secret to sign their cookies. */
import { defineConfig } from 'telltale';

export default defineConfig({ hooks: { session: false } });
