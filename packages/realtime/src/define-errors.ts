/**
 * Errors with a code and a status, for a package that stands on this one and wants them before, or without, the server.
 *
 * @module @telltale/realtime/define-errors
 */
export { defineErrors, type ErrorTable, TelltaleError } from '@telltale/protocol';
