/** Which address leads where, over HTTP and over a socket alike. `/say/hello` needs no line: see blueprints.ts. */
import { defineConfig } from 'telltale';

export default defineConfig({
  routes: {
    'GET /': { view: 'pages/party' },
    'GET /guests': 'guest/find',
    'POST /guests': 'guest/enter',
    'PATCH /guests/me': 'guest/rename',
    'POST /rooms/:room/guests': 'room/enter',
    'GET /rooms/:room/messages': 'room/messages',
    'POST /rooms/:room/messages': 'room/say',
  },
});
