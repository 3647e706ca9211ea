/** Telltale with sessions, and an action that does not look at its own. @module */
import { helloBody } from '../../payloads.mjs';
import { serve } from './serve.mjs';

await serve((_request, response) => response.json(helloBody));
