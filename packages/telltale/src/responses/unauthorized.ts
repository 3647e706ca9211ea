/** `res.unauthorized()`: 401. @module */
import type { Response } from '../http/response.ts';
import { answerWith } from './answer-with.ts';

/** Answers 401 with data as JSON, else with the text of the status. */
export function unauthorized(this: Response, data?: unknown): Response {
  return answerWith(this, 401, data);
}
