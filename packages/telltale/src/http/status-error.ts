/** Errors that carry a status of their own, as those of Fastify, of `http-errors` and of Telltale do. @module */
import { statusText } from './response-body.ts';

/** An error, or an object thrown as one, with a status. */
export interface StatusError {
  statusCode: number;
  code?: unknown;
  message?: unknown;
  /** `false`: its message is not for clients, as `http-errors` has it. */
  expose?: unknown;
  /** Headers for the answer, such as `retry-after`. */
  headers?: unknown;
}

/** Whether an error says what the client did wrong (a status of 4xx), and so may be shown to it. */
export function isClientError(error: unknown): error is StatusError {
  return hasStatus(error, 400, 499);
}

/** Whether an error says why the server can't answer, beyond "something failed" (501 to 599). */
export function isUnavailable(error: unknown): error is StatusError {
  return hasStatus(error, 501, 599);
}

/** What a client may read of a client error. */
export function clientErrorBody({ statusCode, code, message, expose }: StatusError): {
  code?: string;
  message: string;
} {
  return {
    ...(typeof code === 'string' && { code }),
    message:
      typeof message === 'string' && message !== '' && expose !== false ? message : statusText(statusCode),
  };
}

/** The headers that an error wants on its answer. */
export function errorHeaders({ headers }: StatusError): Record<string, string> {
  if (typeof headers !== 'object' || headers === null) return {};
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  return Object.fromEntries(texts) as Record<string, string>;
}

function hasStatus(error: unknown, least: number, most: number): error is StatusError {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return false;
  const { statusCode } = error;
  return Number.isInteger(statusCode) && Number(statusCode) >= least && Number(statusCode) <= most;
}
