/** `GET /__getcookie`, by which pages of other origins get the session's cookie before they connect. @module */
import type { Handler } from './handler.ts';

/** Answers with the script that released clients wait for; the cookie comes with the headers. */
export const grantCookie: Handler = (_req, res) =>
  res.set('content-type', 'application/javascript; charset=utf-8').send('_sailsIoJSConnect();');
