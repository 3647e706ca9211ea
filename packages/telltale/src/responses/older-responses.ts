/** What the files in `api/responses` of older apps call: `res.jsonx()` and `res.guessView()`. @module */
import type { Response } from '../http/response.ts';
import { answerWith } from './answer-with.ts';

export const olderResponses = {
  jsonx(this: Response, data?: unknown): Response {
    return answerWith(this, this.statusCode, data);
  },

  guessView(
    this: Response,
    locals: Record<string, unknown> = {},
    couldNotGuess?: (error: Error) => unknown,
  ): Response {
    return this.view(locals, (error, html) => {
      if (error === null) this.type('text/html').send(html);
      else if (couldNotGuess) couldNotGuess(error);
      else this.serverError(error);
    });
  },
} satisfies Partial<Response>;
