/** Gives each action of a controller a route by itself, as in `/say/hello`. */
import { defineConfig } from 'telltale';

export default defineConfig({ blueprints: { actions: true } });
