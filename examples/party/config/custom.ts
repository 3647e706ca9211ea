/** What is this app's alone. */
import { defineConfig } from 'telltale';

export const rooms = ['deck', 'galley', 'lookout'] as const;

export default defineConfig({ custom: { rooms } });
