/** The responses that every app has; one of the same name in `api/responses` stands in for it. @module */
import { badRequest } from './bad-request.ts';
import { conflict } from './conflict.ts';
import { created } from './created.ts';
import { forbidden } from './forbidden.ts';
import { negotiate } from './negotiate.ts';
import { notFound } from './not-found.ts';
import { ok } from './ok.ts';
import { serverError } from './server-error.ts';
import { unauthorized } from './unauthorized.ts';

export const standardResponses = {
  ok,
  created,
  badRequest,
  unauthorized,
  forbidden,
  notFound,
  conflict,
  serverError,
  negotiate,
};
