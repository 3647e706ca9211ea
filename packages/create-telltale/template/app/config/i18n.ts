/** Languages. What is commented out is the default. */
import { defineConfig } from 'telltale';

export default defineConfig({
  i18n: {
    // The languages of the app. Without it: those that have a file.
    // locales: ['en', 'de'],
    // The language for clients that speak none of them.
    // defaultLocale: 'en',
    // Folder with a JSON file per language.
    // localesDirectory: 'config/locales',
  },
});
