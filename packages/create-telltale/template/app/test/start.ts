/** Starts the app for a test: everything but the port. It is lowered when the test is over, however that ends. */
import { after } from 'node:test';
import { Sails } from 'telltale';

export function start() {
  const app = new Sails();
  after(() => app.lower());
  return app.load({ environment: 'test' });
}
