/** Answers a blueprint that failed: with what the client did wrong, or with 404; the rest is the app's to answer. @module */
import { AdapterError, UsageError } from '@telltale/orm/definitions';
import type { Request } from '../http/request.ts';
import type { Response } from '../http/response.ts';
import { notFound } from './not-found.ts';

/** What a database refuses because of a client's values; its own words stay here. */
const ofClient: ReadonlySet<string> = new Set(['E_UNIQUE', 'E_VALUE_REFUSED']);

/**
 * Answers for a failure.
 *
 * @throws the error itself when it is not the client's
 */
export function answerFailure(error: unknown, req: Request, res: Response): Response {
  if (error === notFound) return res.notFound();
  if (error instanceof UsageError) return res.badRequest(usageBody(error, req));
  if (error instanceof AdapterError && ofClient.has(error.code)) return res.badRequest(error);
  throw error;
}

function usageBody({ code, details }: UsageError, { method, path }: Request): Record<string, string> {
  return {
    code,
    details,
    message: `\`${method} ${path}\` could not be carried out with the parameters that were sent; see \`details\`.`,
  };
}
