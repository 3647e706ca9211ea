/** `res.format()`: the answer in the form that the client likes best. @module */
import accepts from 'accepts';
import { contentType, lookup } from 'mime-types';
import { errors } from '../errors.ts';
import { answerError } from './answer-error.ts';
import type { Request } from './request.ts';
import type { Response } from './response.ts';

type Choice = (req: Request, res: Response, next: () => void) => unknown;

export const formatMethods = {
  format(this: Response, choices: Record<string, Choice>): Response {
    const { default: fallback, ...byType } = choices;
    const types = Object.keys(byType);
    this.vary('accept');
    const best = types.length === 0 ? false : accepts(this.req.raw).type(types);
    const choice = typeof best === 'string' ? byType[best] : fallback;
    if (choice === undefined) throw errors.E_NOT_ACCEPTABLE(types.join(', '));
    if (typeof best === 'string')
      this.type(best.includes('/') ? best : lookup(best) || (contentType(best) as string));
    const result = choice(this.req, this, () => {});
    if (result instanceof Promise) result.catch((error: unknown) => answerError(error, this.req, this));
    return this;
  },
} satisfies Partial<Response>;
