/** `res.created()`: 201. @module */
import type { Response } from '../http/response.ts';
import { answerWith } from './answer-with.ts';

/** Answers 201 with data as JSON, else with the text of the status. */
export function created(this: Response, data?: unknown): Response {
  return answerWith(this, 201, data);
}
