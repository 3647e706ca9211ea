/** Starts the app for a test: everything but the port. */
import { Sails } from 'telltale';

export function start() {
  return new Sails().load({ environment: 'test' });
}
