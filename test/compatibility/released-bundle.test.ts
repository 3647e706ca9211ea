/** The seeds' pages with the bundle of the released sails.io.js 1.2.1, against a Telltale app. @module */
import { readFile } from 'node:fs/promises';
import { describeSeedPages } from '../browser/seed-pages.case.ts';
import { releasedBundle } from './app.ts';

// A file of the app's own goes before the client that Telltale serves.
describeSeedPages('the released sails.io.js 1.2.1', async () => ({
  'assets/js/dependencies/sails.io.js': await readFile(releasedBundle, 'utf8'),
}));
