/** `res.negotiate()`: the response that an error's status asks for. @module */
import type { Response } from '../http/response.ts';

/** Answers by `error.status`: 403, 404, another 4xx as `badRequest`, everything else as `serverError`. */
export function negotiate(this: Response, error: unknown): Response {
  const status = statusOf(error);
  if (status === 403) return this.forbidden(error);
  if (status === 404) return this.notFound(error);
  return status >= 400 && status <= 499 ? this.badRequest(error) : this.serverError(error);
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null) return 500;
  const { status, statusCode } = error as { status?: unknown; statusCode?: unknown };
  return Number.isInteger(status)
    ? (status as number)
    : Number.isInteger(statusCode)
      ? (statusCode as number)
      : 500;
}
