/** Pages made on the server. What is commented out is the default. */
import { defineConfig } from 'telltale';

export default defineConfig({
  views: {
    // The file around every view, without extension; false for none.
    // layout: 'layouts/layout',
    // Folder of the views, and the extension of their files.
    // folder: 'views',
    // extension: 'ejs',
    // Values that every view sees.
    // locals: {},
  },
});
