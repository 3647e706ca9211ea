/** `res.forbidden()`: 403. @module */
import type { Response } from '../http/response.ts';

/** Answers 403 with the text of the status; what is given stays inside. */
export function forbidden(this: Response): Response {
  return this.sendStatus(403);
}
