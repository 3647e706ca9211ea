import { describe, expect, test } from 'vitest';
import { appFolder } from '../../test/app-folder.ts';
import { run } from '../../test/command.ts';

const secret = {
  'config/session.js': "module.exports.session = { secret: 'keep this between us, and long enough' };",
};
const model = { 'api/models/User.js': "module.exports = { attributes: { name: 'string' } };" };
const broken = 'export default {\n  hello(req, res) {\n    return res.ok(;\n  },\n};\n';

/** What each failure says: the first line in full, and the lines after it. */
const failures: [what: string, files: Record<string, string>, args: string[], lines: RegExp[]][] = [
  [
    'a setting that can not be',
    { 'config/http.js': 'module.exports.http = { bodyLimit: -1 };' },
    [],
    [
      /^Failed {2}config\/http\.js: config\.http\.bodyLimit is -1\. Expected a number of bytes above 0 {2}\(E_CONFIG\)$/,
    ],
  ],
  [
    'a setting that is nearly the name of another, beside one that can not be',
    {
      'config/http.js': 'module.exports.http = { bodyLimt: 7 };',
      'config/log.js': "module.exports.log = { level: 'loud' };",
    },
    [],
    [/^Failed {2}config\/log\.js: config\.log\.level is 'loud'\. Expected one of 'silent', /],
  ],
  [
    'a file of settings that exports something else',
    { 'config/routes.js': "export default { 'GET /': 'a/b' };" },
    [],
    [/^Failed {2}\S+config\/routes\.js exports no 'routes'\. Write: export default defineConfig/],
  ],
  [
    'a syntax error',
    { 'api/controllers/SayController.ts': broken },
    [],
    [
      /^Failed {2}\S+SayController\.ts:3 can't be loaded: Unexpected ";" {2}\(E_MODULE\)$/,
      /^ {8}3 \| {5}return res\.ok\(;$/,
    ],
  ],
  [
    'a syntax error in JSON',
    { 'config/extra.json': '{\n  "custom": {\n    "a": 1,\n  }\n}\n' },
    [],
    [/^Failed {2}\S+config\/extra\.json:4 can't be loaded: .*JSON.* {2}\(E_MODULE\)$/, /^ {8}4 \| {3}\}$/],
  ],
  [
    'JSON that ends too early',
    { 'config/extra.json': '{\n  "custom": {\n    "a": 1\n  }\n' },
    [],
    [/^Failed {2}\S+config\/extra\.json:4 can't be loaded: .* {2}\(E_MODULE\)$/, /^ {8}4 \| {3}\}$/],
  ],
  [
    'sessions in a Redis that is not there',
    {},
    ['--session.adapter=redis', '--session.url=redis://:pass@127.0.0.1:1'],
    [
      /^Failed {2}the sessions in Redis at 127\.0\.0\.1:1 can not be reached: connect ECONNREFUSED 127\.0\.0\.1:1\. Check session\.url, and whether Redis runs there {2}\(E_SESSION_STORE\)$/,
    ],
  ],
  [
    'sockets in a Redis that is not there',
    {},
    ['--sockets.adapter=redis', '--sockets.url=redis://:pass@127.0.0.1:1'],
    [
      /^Failed {2}Redis at 127\.0\.0\.1:1 can not be used: connect ECONNREFUSED 127\.0\.0\.1:1\. Check host, port, pass and db, and whether Redis runs there {2}\(SAILS:HOOK:SOCKETS:CONFIG\)$/,
    ],
  ],
  [
    'a setting of security that is nearly the name of another',
    { 'config/security.js': 'module.exports.security = { rateLimits: { max: 3 } };' },
    [],
    [
      /^Failed {2}config\/security\.js: config\.security\.rateLimits is no setting\. Expected one of cors, csrf, helmet, rateLimit\. Did you mean rateLimit\? {2}\(E_CONFIG\)$/,
    ],
  ],
  [
    'a package that is not installed',
    { 'api/controllers/SayController.mjs': "import 'lodahs';\nexport default {};" },
    [],
    [
      /^Failed {2}\S+SayController\.mjs can't be loaded: there is no package 'lodahs'\. Correct its name, or run: npm install lodahs {2}\(E_MODULE\)$/,
    ],
  ],
  [
    'a package that package.json names, and nobody installed yet',
    {
      'package.json': '{"type":"module","dependencies":{"lodash-of-mine":"^1.0.0"}}',
      'api/controllers/SayController.ts': "import 'lodash-of-mine';\nexport default {};",
    },
    [],
    [
      /^Failed {2}\S+SayController\.ts can't be loaded: the package 'lodash-of-mine' is in package\.json, but not installed\. Run: npm install {2}\(E_MODULE\)$/,
    ],
  ],
  [
    'an import without extension',
    {
      'api/controllers/SayController.mjs': "import '../mail';\nexport default {};",
      'api/mail.js': 'export default 1;',
    },
    [],
    [
      /^Failed {2}\S+SayController\.mjs can't be loaded: there is no file '\S+api\/mail'\. Write its extension: '…\/mail\.js' {2}\(E_MODULE\)$/,
    ],
  ],
  [
    'a file that another file imports and nobody wrote',
    {
      'api/controllers/SayController.mjs': "import '../mail.js';\nexport default {};",
      'api/mail.js': "import './post.js';",
    },
    [],
    [
      /^Failed {2}\S+SayController\.mjs can't be loaded: there is no file '\S+api\/post\.js' \(which \S+api\/mail\.js imports\)\. Correct its name {2}\(E_MODULE\)$/,
    ],
  ],
  [
    'an error in a bootstrap',
    { 'config/bootstrap.js': 'module.exports.bootstrap = async () => {\n  throw new Error("no seeds");\n};' },
    [],
    [/^Failed {2}no seeds \(config\/bootstrap\.js:2\)$/, /^ {8}2 \| {3}throw new Error\("no seeds"\);$/],
  ],
  [
    'PostgreSQL that is not there',
    {
      ...model,
      'config/datastores.js':
        "module.exports.datastores = { default: 'postgres://ann:pass@127.0.0.1:1/app' };",
    },
    [],
    [/^Failed {2}.*'default'.*ECONNREFUSED.*create database.*\(E_CONNECT_FAILED\)$/],
  ],
  [
    'MySQL that is not there',
    {
      ...model,
      'config/datastores.js': "module.exports.datastores = { default: 'mysql://ann:pass@127.0.0.1:1/app' };",
    },
    [],
    [/^Failed {2}.*'default'.*ECONNREFUSED.*\(E_CONNECT_FAILED\)$/],
  ],
  [
    'a database of no known kind',
    {
      ...model,
      'config/datastores.js': "module.exports.datastores = { default: 'oracle://127.0.0.1/app' };",
    },
    [],
    [/^Failed {2}.*oracle.*\(E_INVALID_DATASTORE\)$/],
  ],
  [
    'no secret in production',
    { 'config/routes.js': 'module.exports.routes = {};' },
    ['--prod'],
    [
      /^Failed {2}config\.session\.secret is missing.*node -p "require\('crypto'\)\.randomBytes.*\(E_SESSION_SECRET\)$/,
    ],
  ],
  [
    'tables to be dropped in production',
    { ...model, ...secret },
    ['--prod', '--drop'],
    [/^Failed {2}.*\(E_MIGRATE_DROP\)$/],
  ],
  [
    'a policy that does not exist',
    {
      'config/policies.js': "module.exports.policies = { '*': 'isLogedIn' };",
      'api/policies/isLoggedIn.js': 'module.exports = (req, res, next) => next();',
    },
    [],
    [/^Failed {2}.*isLogedIn.*isLoggedIn.*\(E_INVALID_POLICY_CONFIG\)$/],
  ],
];

describe('telltale lift', { timeout: 60_000 }, () => {
  test.each(failures)('should say in a line what to do about %s', async (_what, files, args, lines) => {
    await using folder = await appFolder(files);
    const { code, out, err } = await run(folder, ['lift', '--port', '0', ...args]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    const said = err.split('\n').filter((line) => !line.startsWith('warn:'));
    for (const [at, line] of lines.entries()) expect(said[at]).toMatch(line);
    expect(said.slice(lines.length)).toEqual(['        More: --verbose', '']);
    expect(err).not.toContain('pass@');
  });
});
