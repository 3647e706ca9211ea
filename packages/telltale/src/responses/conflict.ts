/** `res.conflict()`: 409. @module */
import type { Response } from '../http/response.ts';
import { answerWith } from './answer-with.ts';

/** Answers 409 with data as JSON, else with the text of the status. */
export function conflict(this: Response, data?: unknown): Response {
  return answerWith(this, 409, data);
}
