/** Which names are global. Modules import what they need, so none has to be. */
import { defineConfig } from 'telltale';

export default defineConfig({
  globals: {
    // The app; files with module.exports need it.
    // sails: false,
    // Models by name: User.
    // models: false,
    // Services of api/services by name.
    // services: true,
    // Libraries that are to be global under these names: the libraries themselves.
    // _: false,
    // async: false,
  },
});
