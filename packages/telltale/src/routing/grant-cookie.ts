/** `GET /__getcookie`, by which pages of other origins get the session's cookie before they connect. @module */
import { sessionsOf } from '../sessions/sessions.ts';
import type { Handler } from './handler.ts';

/** Answers with the script that released clients wait for; the cookie comes with the headers. */
export const grantCookie: Handler = (req, res) => {
  sessionsOf(req._sails)?.visit(req)?.begin();
  // It is there for pages of other origins.
  res.set('cross-origin-resource-policy', 'cross-origin');
  return res.set('content-type', 'application/javascript; charset=utf-8').send('_sailsIoJSConnect();');
};
