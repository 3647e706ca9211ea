/** `res.badRequest()`: 400. @module */
import type { Response } from '../http/response.ts';
import { answerWith } from './answer-with.ts';

/** Answers 400 with data as JSON, else with the text of the status. */
export function badRequest(this: Response, data?: unknown): Response {
  return answerWith(this, 400, data);
}
