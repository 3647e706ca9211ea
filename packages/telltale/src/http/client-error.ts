/** Errors that say what the client did wrong, and so may be shown to it. @module */

/** An error with a status of 4xx. */
export interface ClientError extends Error {
  statusCode: number;
  code?: string;
}

/** Whether an error carries a `statusCode` of 4xx, as those of Fastify, of `http-errors` and of Telltale do. */
export function isClientError(error: unknown): error is ClientError {
  if (!(error instanceof Error) || !('statusCode' in error)) return false;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode <= 499;
}

/** What a client may read of such an error. */
export function clientErrorBody(error: ClientError): Record<string, unknown> {
  return { ...(typeof error.code === 'string' && { code: error.code }), message: error.message };
}
