/** The page. All else are blueprints: `/column`, `/task`, `/person`. */
import { defineConfig } from 'telltale';

export default defineConfig({
  routes: {
    'GET /': { view: 'pages/board' },
  },
});
