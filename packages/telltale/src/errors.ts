/** Every error of this package: code → status → message. Codes are stable; a retired code is never used again. @module */
import { defineErrors } from '@telltale/realtime';

export const errors = defineErrors({
  // Requests that say something wrong.
  E_INVALID_JSON: [400, (why: string) => `the body is not JSON: ${why}; send JSON, or another content-type`],
  E_INVALID_FORM: [400, (why: string) => `the body is not a form: ${why}`],
  E_NOT_ACCEPTABLE: [
    406,
    (types: string) => `the answer exists as ${types}; ask for one of them with the header accept`,
  ],
  E_MISSING_OR_INVALID_PARAMS: [
    400,
    (route: string, problems: readonly string[]) =>
      `${route} has ${problems.length} missing or invalid parameter${problems.length === 1 ? '' : 's'}: ${problems.join(' ')}`,
  ],
  E_NO_UPLOADS: [
    500,
    (transport: string) =>
      transport === 'ws'
        ? 'files can be uploaded over HTTP only; send the form with fetch or as a page'
        : 'no plugin takes uploads; register @fastify/multipart in config/http (http: { plugins: [multipart] })',
  ],

  // Responses that can't be.
  E_HEADER: [
    500,
    (given: string, why: string) =>
      `the header ${given} can't be set: ${why}; write res.set('X-Name', 'value')`,
  ],
  E_COOKIE: [
    500,
    (given: string, why: string) =>
      `the cookie ${given} can't be set: ${why}; write res.cookie('name', 'value')`,
  ],
  E_REDIRECT: [
    500,
    (given: string) =>
      `can't redirect to ${given}; write res.redirect('/path') or res.redirect(301, '/path')`,
  ],
  E_STATUS: [500, (given: string) => `a status is a whole number from 100 to 599; got ${given}`],
  E_FILE_PATH: [
    500,
    (given: string) =>
      `can't send the file ${given}; give an absolute path, or a relative one and { root: '/folder' }`,
  ],
  E_NOT_JSON: [500, (why: string) => `the answer can't be written as JSON: ${why}`],

  // Views.
  E_VIEW_INFER: [
    500,
    () =>
      "res.view() has no view to show: the route has no action; name the view, as in res.view('pages/home')",
  ],
  E_VIEW_FAILED: [500, (view: string, why: string) => `the view ${view} failed: ${why}`],
});
