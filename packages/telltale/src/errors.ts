/** Every error of this package: code → status → message. Codes are stable; a retired code is never used again. @module */
import { inspect } from 'node:util';
import { defineErrors } from '@telltale/realtime/define-errors';

export const errors = defineErrors({
  // Routes
  E_ROUTE_ADDRESS: [
    500,
    (address: string) =>
      `'${address}' is no route address. Expected an optional verb and a path that begins with '/' or '*', or r|regexp|names. Write: 'GET /hello'`,
  ],
  E_ROUTE_WITH_LENGTH: [
    500,
    (address: string) =>
      `'${address}' names a parameter \`length\`, which is refused since an object with a length passes for a list. Write: another name`,
  ],
  E_ROUTE_PARAMETER: [
    500,
    (address: string, name: string) =>
      `'${address}' names a parameter '${name}'. A name is made of letters, digits and _, is used once, and is not __proto__`,
  ],
  E_ROUTE_REGEXP: [
    500,
    (address: string, why: string) =>
      `the regular expression of route '${address}' is refused: ${why}. Write: r|^/item/(\\d+)$|id`,
  ],
  E_ROUTE_TARGET: [
    500,
    (address: string, given: string) =>
      `route '${address}' has no usable target; got ${given}. Expected a function, an action ('user/find'), or an object with action, view, redirect, response, policy or fn`,
  ],
  E_NOT_ACTION_TARGET: [
    500,
    (target: string) =>
      `'${target}' is no action. An action is named by letters, digits, '-', '_', '.' and '/'. Write: 'user/find'`,
  ],
  // Actions
  E_CONFLICT: [
    500,
    (identity: string) =>
      `there are two actions '${identity}'. Rename one, or let it replace the other: registerAction(action, '${identity}', true)`,
  ],
  E_INVALID_ACTION: [
    500,
    (identity: string, given: string) =>
      `'${identity}' is no action; got ${given}. Expected a function (req, res) or an object with a function fn`,
  ],
  E_ACTION_NEXT: [
    500,
    (identity: string) =>
      `action '${identity}' called next(), but nothing comes after an action. Answer through res, or make it a policy`,
  ],
  E_USAGE: [500, (what: string) => what],
  E_NOT_FOUND: [
    404,
    (target: string) => `no explicit route leads to '${target}'. Shadow routes are not searched`,
  ],
  // Policies
  E_INVALID_POLICY_CONFIG: [
    500,
    (rule: string, place: string, problem: string) => `${rule} in ${place} ${problem}`,
  ],
  // Configuration
  E_CONFIG: [
    500,
    (setting: string, given: string, expected: string) =>
      `config.${setting} is ${given}. Expected ${expected}`,
  ],
  E_CONFIG_FILE: [
    500,
    (file: string, name: string) =>
      `${file} exports no '${name}'. Write: export default defineConfig({ ${name}: { … } }), or module.exports.${name} = { … }`,
  ],
  E_MODULE: [500, (file: string, why: string) => `${file} can't be loaded: ${why}`],
  E_BAD_GLOBAL_CONFIG: [
    500,
    (given: string) =>
      `config.globals is ${given}. Expected false, or an object such as { sails: true, models: true, _: false, async: false }`,
  ],
  // Security
  E_CORS_CREDENTIALS: [
    500,
    (where: string) =>
      `config.${where} lets pages of every origin send the cookies of your users. Name the origins: { allowOrigins: ['https://app.example.com'], allowCredentials: true }, or accept that any page on the internet can do what your users can: allowAnyOriginWithCredentialsUnsafe: true`,
  ],
  E_CSRF: [
    403,
    () =>
      'Forbidden: the request carries no token of its session. Get one with GET /csrfToken, and send it as the header x-csrf-token or the value _csrf',
  ],
  E_CSRF_ORIGIN: [
    403,
    (origin: string) =>
      `Forbidden: pages of another origin (${origin}) may change nothing here. If that one is yours, name it in config/security: cors: { allRoutes: true, allowOrigins: ['https://…'], allowCredentials: true }. A route for everybody says csrf: false`,
  ],
  E_CSRF_OVER_SOCKET: [
    400,
    () => 'a token can be used over a socket, but not got there. Get it by HTTP: GET /csrfToken',
  ],
  E_CSRF_SESSIONS: [
    500,
    () =>
      "security.csrf keeps its tokens in sessions, and the part 'session' is off. Turn it on, or leave csrf out",
  ],
  E_RATE_LIMIT: [
    429,
    (max: number, window: number, seconds: number) =>
      `more than ${max} requests within ${window / 1_000} seconds. Ask again in ${seconds} seconds`,
  ],
  // Models and blueprints
  E_MODEL_FILE: [
    500,
    (name: string, given: string) =>
      `api/models/${name} is ${given}. Write: export default defineModel({ attributes: { … } }), or module.exports = { attributes: { … } }`,
  ],
  E_NO_DATASTORE: [
    500,
    () =>
      "the app has neither models nor datastores. Write in config/datastores: datastores: { default: 'sqlite:data/app.db' }",
  ],
  E_JSONP_UNSUPPORTED: [
    500,
    () => 'config.blueprints.jsonp is not supported. Answer with res.jsonp(…) in an action of your own',
  ],
  E_NO_ASSOCIATION: [
    500,
    (action: string) =>
      `a route to '${action}' names no association. Write: { action: '${action}', alias: '<attribute>' }, or a path with /:alias`,
  ],
  // Life-cycle
  E_NO_APP: [
    500,
    (folder: string, lacks: string, way = 'cd my-app') =>
      `${folder} is no app: it has neither api/, nor config/, nor ${lacks}. Change into the app's folder: ${way}${way === 'cd my-app' ? '; or make an app: telltale new my-app' : ''}`,
  ],
  E_NO_SCRIPT: [
    500,
    (given: string, file: string, meant?: string) =>
      `there is no script '${given}'.${meant === undefined ? '' : ` Did you mean '${meant}'?`} Write one: ${file}`,
  ],
  E_SCRIPT: [
    500,
    (file: string, given: string) =>
      `${file} exports ${given}. Write: export default async (sails, ...words) => { … }`,
  ],
  E_BOOTSTRAP_TIMEOUT: [
    500,
    (milliseconds: number) =>
      `config.bootstrap did not finish within ${milliseconds} ms. Call its callback, or raise config.bootstrapTimeout`,
  ],
  E_ALREADY_LOADED: [500, (state: string) => `the app is ${state}. Make another one: new Sails()`],
  E_PART_OFF: [
    500,
    (call: string, part: string) =>
      `${call} needs the part '${part}', which is off. Leave loadHooks out, or name '${part}' in it`,
  ],
  E_NOT_LOADED: [500, (call: string) => `${call} needs a loaded app. Write: await app.load()`],
  E_HOOK: [
    500,
    (name: string, given: string) => `hook '${name}' is ${given}. Expected a function that returns an object`,
  ],
  E_HOOK_TIMEOUT: [
    500,
    (name: string, milliseconds: number) =>
      `hook '${name}' did not finish initialize within ${milliseconds} ms. Call its callback, or raise config.hookTimeout`,
  ],
  E_REQUEST: [
    400,
    (why: string) => `app.request: ${why}. Write: await app.request('GET /user', { name: 'Ann' })`,
  ],
  'SAILS:HOOK:SOCKETS:DEPENDS_ON_HOOK': [
    500,
    () => `the part 'sockets' needs 'http'. Add 'http' to loadHooks, or leave 'sockets' out`,
  ],
  // Requests
  E_REQUEST_TIMEOUT: [
    503,
    (after: number) => `The server gave no answer within ${after} ms (limits.requestTimeout).`,
  ],
  E_INVALID_JSON: [400, (why: string) => `the body is not JSON: ${why}. Send JSON, or another content-type`],
  E_INVALID_FORM: [400, (why: string) => `the body is not a form: ${why}`],
  E_BODY: [400, (problem: string) => `the body is refused: ${problem}`],
  E_MISSING_OR_INVALID_PARAMS: [
    400,
    (route: string, count: number) =>
      `The server could not fulfill this request (\`${route}\`) due to ${count} missing or invalid parameter${count === 1 ? '' : 's'}.`,
  ],
  E_NOT_ACCEPTABLE: [
    406,
    (types: string) => `the answer exists as ${types}. Ask for one of them with the header accept`,
  ],
  // Uploads
  E_NO_UPLOADS: [
    500,
    () =>
      'files are uploaded over HTTP only. Send the form as a page or with fetch, and the rest over the socket',
  ],
  E_EXCEEDS_UPLOAD_LIMIT: [
    413,
    (bytes: number) => `the files have more than ${bytes} bytes. Send less, or raise maxBytes`,
  ],
  E_UPLOAD_PARTS: [413, (what: string) => `the form is too much: ${what}`],
  E_UPLOAD_FORM: [400, (why: string) => `the form can't be read: ${why}`],
  E_UPLOAD_ABORTED: [400, () => 'the connection ended before the form did'],
  E_UPLOAD_PATH: [
    500,
    (name: string, why: string) =>
      `the upload can't be saved as ${name}: ${why}. Write: saveAs: 'avatar.png', or a function that gives a name within dirname`,
  ],
  E_UPLOAD_OPTION: [
    500,
    (option: string, given: string, expected: string) =>
      `upload: ${option} is ${given}. Expected ${expected}`,
  ],
  // Sessions
  E_SESSION_SECRET: [
    500,
    () =>
      `config.session.secret is missing, and production needs one. Make it: node -p "require('crypto').randomBytes(32).toString('base64url')", and give it in the environment variable sails_session__secret, or in config/env/production`,
  ],
  E_SESSION_STORE: [
    503,
    (place: string, why: string) =>
      `the sessions in Redis at ${place} can not be reached: ${why}. Check session.url, and whether Redis runs there`,
  ],
  E_SESSION_DATA: [500, (key: string, why: string) => `req.session.${key} can't be kept: ${why}`],
  E_SESSION_TOO_LARGE: [
    500,
    (length: number, most: number) =>
      `the session has ${length} characters of JSON, at most ${most} are allowed (session.maxLength). Keep records in models, and their ids in the session`,
  ],
  // Actions with inputs and exits
  E_ACTION_DEFINITION: [
    500,
    (identity: string, problem: string) => `action '${identity}' is refused: ${problem}`,
  ],
  // Helpers
  E_HELPER_DEFINITION: [
    500,
    (identity: string, problem: string) => `helper '${identity}' is refused: ${problem}`,
  ],
  E_INVALID_ARGINS: [
    500,
    (identity: string, problems: readonly string[]) =>
      `helper '${identity}' was called with missing or invalid values: ${problems.join(' ')}`,
  ],
  E_HELPER_THREW: [
    500,
    (identity: string, thrown: unknown) =>
      thrown instanceof Error
        ? `helper '${identity}' failed: ${thrown.message}. Catch it, or write .intercept('${String(Reflect.get(thrown, 'code'))}', …)`
        : `helper '${identity}' threw ${inspect(thrown, { depth: 1, maxStringLength: 80 })}, which is neither an error nor one of its exits`,
  ],
  E_HELPER_TIMEOUT: [
    500,
    (identity: string, milliseconds: number) =>
      `helper '${identity}' did not end within ${milliseconds} ms. Call one of its exits, or raise its timeout`,
  ],
  // Responses
  E_HEADER: [
    500,
    (given: string, why: string) =>
      `the header ${given} can't be set: ${why}. Write: res.set('X-Name', 'value')`,
  ],
  E_COOKIE: [
    500,
    (given: string, why: string) =>
      `the cookie ${given} can't be set: ${why}. Write: res.cookie('name', 'value')`,
  ],
  E_REDIRECT: [
    500,
    (given: string) =>
      `can't redirect to ${given}. Write: res.redirect('/path') or res.redirect(301, '/path')`,
  ],
  E_FILE_PATH: [
    500,
    (given: string) =>
      `can't send the file ${given}. Give an absolute path, or a relative one and { root: '/folder' }`,
  ],
  E_NOT_JSON: [500, (why: string) => `the answer can't be written as JSON: ${why}`],
  E_INVALID_RESPONSE: [
    500,
    (name: string, why: string) =>
      `the response '${name}' in api/responses is refused: ${why}. Expected a function (data) that uses this.req and this.res`,
  ],
  // Views
  E_VIEW_INFER: [
    500,
    () => "res.view() has no view to show: the route has no action. Name the view: res.view('pages/home')",
  ],
  E_VIEW_FAILED: [500, (view: string, why: string) => `the view '${view}' failed: ${why}`],
});
