/** Gives the actions of controllers and models their routes. */
import { defineConfig } from 'telltale';

export default defineConfig({
  blueprints: {
    actions: true, // /say/hello
    rest: true, // GET /person, POST /message …
    shortcuts: false, // no /message/create?text=… : a link should change nothing
  },
});
