/** Forms with files. What is commented out is the default. */
import { defineConfig } from 'telltale';

export default defineConfig({
  uploads: {
    // Folder for uploaded files.
    // dirname: '.tmp/uploads',
    // Bytes of all files of one upload together, and files and texts in one form.
    // maxBytes: 15_000_000,
    // maxFiles: 100,
    // maxFields: 1_000,
    // Bytes of one text.
    // maxFieldBytes: 1_048_576,
  },
});
