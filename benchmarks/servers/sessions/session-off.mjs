/** Telltale without the part `session`. @module */
import { helloBody } from '../../payloads.mjs';
import { serve } from './serve.mjs';

await serve((_request, response) => response.json(helloBody), { session: false });
