/** The script tag's entry: socket.io-client 4 and this client in one file, which makes the global `io`. @module */
import { io as socketIo } from 'socket.io-client';
import { errors } from './errors.ts';
import { createSailsIo, type SailsIo } from './sails-io.ts';
import { findScriptTag, readScriptTag } from './script-tag.ts';

type Factory = (io?: typeof socketIo) => SailsIo;

declare global {
  /** The client of the page. */
  var io: SailsIo;
}

declare const define:
  | (((dependencies: string[], factory: () => Factory) => void) & { amd?: unknown })
  | undefined;
declare const module: { exports: unknown } | undefined;

const settings = readScriptTag(findScriptTag());
const factory: Factory = (io = socketIo) => createSailsIo(io, settings);

if (typeof module === 'object' && module?.exports) {
  module.exports = factory;
} else if (typeof define === 'function' && define.amd) {
  define([], () => factory);
} else {
  const present: { sails?: unknown } | undefined = globalThis.io;
  if (present?.sails) throw errors.E_ALREADY_AUGMENTED();
  globalThis.io = factory();
}
