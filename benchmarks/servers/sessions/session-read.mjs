/** Telltale with sessions, and an action that asks who is there. @module */
import { helloBody } from '../../payloads.mjs';
import { serve } from './serve.mjs';

await serve((request, response) => {
  request.session.user ??= 'ann';
  return response.json(request.session.user === 'ann' ? helloBody : {});
});
