/** Messages stay in the file that models have without further ado; who is here is forgotten with the server. */
import { defineConfig } from 'telltale';

export default defineConfig({ datastores: { memory: 'sqlite::memory:' } });
