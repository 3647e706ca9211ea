/** What is this app's alone: found as sails.config.custom. */
import { defineConfig } from 'telltale';

export default defineConfig({
  custom: {},
});
