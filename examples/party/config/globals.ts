/** Makes `sails` a global, which SayController.js uses. TypeScript files import it instead. */
import { defineConfig } from 'telltale';

export default defineConfig({ globals: { sails: true } });
