/** The page. All else has its route by itself: `/person`, `/message`, and `/say/hello` (see blueprints.ts). */
import { defineConfig } from 'telltale';

export default defineConfig({
  routes: {
    'GET /': { view: 'pages/party' },
  },
});
