/** What is this app's alone. */
import { defineConfig } from 'telltale';
import { rooms } from '../lib/chat-rooms.ts';

export default defineConfig({ custom: { rooms } });
