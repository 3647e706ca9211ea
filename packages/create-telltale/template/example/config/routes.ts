/** Which address leads where, over HTTP and over a socket alike. Models have routes of their own: see blueprints. */
import { defineConfig } from 'telltale';

export default defineConfig({
  routes: {
    'GET /': 'page/home',
    'POST /task/clear': 'task/clear',
    'POST /enter': 'window/enter',
    'POST /sign-in': 'session/create',
    'POST /sign-out': 'session/destroy',
  },
});
