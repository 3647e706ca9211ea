/** `res.notFound()`: 404. @module */
import type { Response } from '../http/response.ts';
import { sendStatusView } from './send-status-view.ts';

/** Answers 404: with the view `404` for a browser when there is one, else with the text of the status. */
export function notFound(this: Response): Response {
  return sendStatusView(this, 404) ?? this.sendStatus(404);
}
