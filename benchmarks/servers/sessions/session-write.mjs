/** Telltale with sessions, and an action that changes its own each time. @module */
import { helloBody } from '../../payloads.mjs';
import { serve } from './serve.mjs';

await serve((request, response) => {
  request.session.user ??= 'ann';
  request.session.visits = (request.session.visits ?? 0) + 1;
  return response.json(helloBody);
});
