/**
 * The form in which the released client is used in Node.js: `require('…/factory')(require('socket.io-client'))`.
 * @module
 */
import { createSailsIo } from './sails-io.ts';

export { createSailsIo as default, createSailsIo as 'module.exports' };
