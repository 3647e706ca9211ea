/** Which address leads where, over HTTP and over a socket alike. Models have routes of their own: see blueprints. */
import { defineConfig } from 'telltale';

export default defineConfig({
  routes: {
    'GET /': { view: 'pages/home', locals: { script: '/js/home.js' } },
  },
});
