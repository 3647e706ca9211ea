/** `res.ok()`: 200. @module */
import type { Response } from '../http/response.ts';
import { answerWith } from './answer-with.ts';

/** Answers 200 with data as JSON, else with the text of the status. */
export function ok(this: Response, data?: unknown): Response {
  return answerWith(this, 200, data);
}
