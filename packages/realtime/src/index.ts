/** A Fastify plugin that answers socket messages with the app's routes, and tells rooms what happens. @module */
export { defineErrors, type ErrorTable, TelltaleError } from '@telltale/protocol';
export type { LimitOptions, Limits } from './limits.ts';
export type { AfterDisconnect, BeforeConnect, RealtimeOptions } from './options.ts';
export { default } from './plugin.ts';
