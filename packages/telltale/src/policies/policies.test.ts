/** Policies before actions: every form of rule, on both transports, and policies that behave badly. @module */
import { once } from 'node:events';
import { request } from 'node:http';
import type { Handler, PoliciesConfig, Policy } from 'telltale';
import { describe, expect, test } from 'vitest';
import { appFolder } from '../../test/app-folder.ts';
import { blueprintOptions } from '../../test/blueprint-models.ts';
import { deferred } from '../../test/deferred.ts';
import { lift, transports } from '../../test/transports.ts';

/** Answers with the names of the policies on the way. */
const respond: Handler = (req, res) => res.json(req.options.notes ?? []);

/** A policy that leaves its name, and lets pass. */
const note =
  (name: string): Policy =>
  (req, _res, proceed) => {
    req.options.notes = [...((req.options.notes as string[] | undefined) ?? []), name];
    return proceed();
  };

const files = {
  isLoggedIn: note('isLoggedIn'),
  'admin/IsAdmin': note('isAdmin'),
  nobody: ((_req, res) => res.forbidden()) as Policy,
  later: (async (req, res, proceed) => {
    await Promise.resolve();
    return note('later')(req, res, proceed);
  }) as Policy,
};

const identities = [
  'index',
  'user/find',
  'user/show',
  'user/profile/show',
  'admin/user/find',
  'admin/user/destroy',
  'admin/report',
];

/** An app whose actions all have a route. */
const withRules = (policies: PoliciesConfig) =>
  lift({
    controllers: { moduleDefinitions: Object.fromEntries(identities.map((name) => [name, respond])) },
    policies: { moduleDefinitions: files, ...policies },
    routes: Object.fromEntries(identities.map((name) => [`GET /${name}`, name])),
  });

const loggedIn = ['isLoggedIn'];
const open: string[] = [];

const rules: [name: string, rules: PoliciesConfig, expected: Record<string, unknown>][] = [
  ['no rule at all', {}, { index: open, 'user/find': open }],
  [
    'a name, in any case',
    { '*': 'ISLOGGEDin' },
    { index: loggedIn, 'user/find': loggedIn, 'admin/report': loggedIn },
  ],
  ['a name with a folder', { '*': 'Admin/isADMIN' }, { index: ['isAdmin'] }],
  ['a function', { '*': note('inline') }, { index: ['inline'] }],
  ['an async policy', { '*': 'later' }, { index: ['later'] }],
  [
    'a list, in order',
    { '*': ['later', note('inline'), 'isLoggedIn'] },
    { index: ['later', 'inline', 'isLoggedIn'] },
  ],
  ['the first that refuses, and none after it', { '*': ['isLoggedIn', 'nobody', 'later'] }, { index: 403 }],
  [
    'true and false',
    { '*': false, index: true, 'user/*': [true], 'user/show': [false] },
    { index: open, 'user/find': open, 'user/show': 403, 'admin/report': 403 },
  ],
  ['an empty list, which lets everybody in', { '*': false, index: [] }, { index: open, 'user/find': 403 }],
  [
    'the most specific alone',
    { '*': 'nobody', 'user/*': 'isLoggedIn', 'user/show': 'later' },
    {
      index: 403,
      'user/find': loggedIn,
      'user/show': ['later'],
      'user/profile/show': loggedIn,
      'admin/user/find': 403,
    },
  ],
  [
    'the most specific, wherever it stands',
    { 'user/show': 'later', 'user/*': 'isLoggedIn', '*': 'nobody' },
    { index: 403, 'user/find': loggedIn, 'user/show': ['later'] },
  ],
  [
    'a controller as an object',
    { '*': false, UserController: { '*': 'isLoggedIn', show: 'later' } },
    { index: 403, 'user/find': loggedIn, 'user/show': ['later'] },
  ],
  [
    'a controller without its ending, in any case',
    { '*': false, USER: { FIND: true } },
    { 'user/find': open, 'user/show': 403 },
  ],
  [
    'a controller as a key alone',
    { '*': false, UserController: 'isLoggedIn' },
    { 'user/find': loggedIn, 'user/show': loggedIn, index: 403 },
  ],
  [
    "a controller's name alone, since no action is called so",
    { '*': false, user: 'isLoggedIn' },
    { 'user/find': loggedIn, 'user/profile/show': loggedIn },
  ],
  [
    "an action's own name, which speaks of that action only",
    { '*': false, 'admin/report': true, index: true },
    { index: open, 'admin/report': open, 'admin/user/find': 403 },
  ],
  [
    'an action with its controller in full',
    { '*': false, 'UserController.find': true, 'user.SHOW': true },
    { 'user/find': open, 'user/show': open, 'user/profile/show': 403 },
  ],
  [
    'all actions of a controller with its name in full',
    { '*': false, 'UserController/*': true, 'admin.UserController.*': 'later' },
    { 'user/find': open, 'admin/user/find': ['later'], 'admin/report': 403 },
  ],
  [
    'a nested controller',
    { '*': false, 'admin/UserController': { find: true }, 'admin/*': 'isLoggedIn' },
    { 'admin/user/find': open, 'admin/user/destroy': loggedIn, 'admin/report': loggedIn, 'user/find': 403 },
  ],
  [
    'a folder as an object',
    { '*': false, admin: { '*': 'isLoggedIn', UserController: { '*': 'later', destroy: false } } },
    { 'admin/report': loggedIn, 'admin/user/find': ['later'], 'admin/user/destroy': 403, index: 403 },
  ],
];

for (const transport of transports) {
  describe(`${transport}: rules`, () => {
    test.each(rules)('should hold for %s', async (_name, given, expected) => {
      await using lifted = await withRules(given);
      const ask = lifted.via(transport);
      const seen: Record<string, unknown> = {};
      for (const name of Object.keys(expected)) {
        const { status, body } = await ask(`GET /${name}`);
        seen[name] = status === 200 ? body : status;
      }
      expect(seen).toEqual(expected);
      expect(lifted.log).toEqual({ error: [], warn: [] });
    });

    test('should hold for the actions of models, whichever route leads there', async () => {
      await using lifted = await lift(
        blueprintOptions({
          policies: {
            moduleDefinitions: files,
            '*': false,
            UserController: { find: true, findOne: true },
            'pet/*': 'isLoggedIn',
            'user/populate': ['nobody'],
          },
          routes: { 'GET /people': 'user/find', 'POST /people': 'user/create' },
        }),
      );
      const ask = lifted.via(transport);
      const seen: Record<string, number> = {};
      const addresses = [
        'GET /user',
        'GET /user/1',
        'GET /people',
        'POST /people',
        'POST /user',
        'GET /user/create',
      ];
      const more = [
        'PATCH /user/1',
        'PUT /user/1',
        'DELETE /user/1',
        'GET /user/1/pets',
        'GET /pet',
        'GET /group',
      ];
      for (const address of [...addresses, ...more]) seen[address] = (await ask(address)).status;
      expect(seen).toEqual({
        'GET /user': 200,
        'GET /user/1': 404,
        'GET /people': 200,
        'POST /people': 403,
        'POST /user': 403,
        'GET /user/create': 403,
        'PATCH /user/1': 403,
        'PUT /user/1': 403,
        'DELETE /user/1': 403,
        'GET /user/1/pets': 403,
        'GET /pet': 200,
        'GET /group': 403,
      });
    });

    test('should hold for a route that names its policies itself', async () => {
      await using lifted = await lift({
        controllers: { moduleDefinitions: { 'user/find': respond } },
        policies: { moduleDefinitions: files, 'user/find': 'later' },
        routes: {
          'GET /both': [{ policy: 'ISLOGGEDIN' }, { policy: 'admin/isAdmin' }, 'user/find'],
          'GET /fn': [{ policy: 'isLoggedIn' }, respond],
          'GET /none': [{ policy: 'nobody' }, respond],
          'GET /view': respond,
        },
      });
      const ask = lifted.via(transport);
      expect((await ask('GET /both')).body).toEqual(['isLoggedIn', 'isAdmin', 'later']);
      expect((await ask('GET /fn')).body).toEqual(loggedIn);
      expect((await ask('GET /none')).status).toBe(403);
      expect((await ask('GET /view')).body).toEqual(open);
    });

    test('should hold for files of every kind', async () => {
      const name = (text: string) =>
        `(req, res, proceed) => { req.options.notes = [...(req.options.notes ?? []), '${text}']; return proceed(); }`;
      await using folder = await appFolder({
        'api/policies/one.ts': `import { definePolicy } from 'telltale';\nexport default definePolicy(${name('ts')});`,
        'api/policies/Two.js': `export default async ${name('js')};`,
        'api/policies/three.cjs': `module.exports = ${name('cjs')};`,
        'api/policies/deep/four.mjs': `export default ${name('mjs')};`,
        'api/policies/five.js': `module.exports = function five(req, res, next) { if (req.param('no')) { return res.forbidden(); } (${name('commonjs')})(req, res, next); };`,
        'api/controllers/UserController.js':
          'module.exports = { find(req, res) { return res.json(req.options.notes); } };',
        'config/policies.js': `module.exports.policies = { '*': false, UserController: { find: ['one', 'two', 'three', 'deep/four', 'FIVE'] } };`,
        'config/routes.js': `module.exports.routes = { 'GET /a': 'user/find' };`,
      });
      await using lifted = await lift({ appPath: folder.path });
      const ask = lifted.via(transport);
      expect((await ask('GET /a')).body).toEqual(['ts', 'js', 'cjs', 'mjs', 'commonjs']);
      expect((await ask('GET /a?no=1')).status).toBe(403);
    });
  });

  describe(`${transport}: a policy that`, () => {
    /** An app with one policy before one action, which counts its runs and may take its time. */
    const withPolicy = async (policy: Policy, limits = {}) => {
      const runs: string[] = [];
      const lifted = await lift({
        controllers: {
          moduleDefinitions: {
            'a/b': (async (_req, res) => {
              runs.push('action');
              await new Promise(setImmediate);
              return res.json('action');
            }) as Handler,
          },
        },
        policies: { 'a/b': policy },
        routes: { 'GET /a': 'a/b', 'GET /alive': (_req, res) => res.json('alive') },
        sockets: { limits },
      });
      return Object.assign(lifted, { runs, ask: lifted.via(transport) });
    };

    test.each<[name: string, policy: Policy, status: number]>([
      [
        'throws',
        () => {
          throw new Error('secret');
        },
        500,
      ],
      [
        'rejects',
        async () => {
          throw new Error('secret');
        },
        500,
      ],
      [
        'throws nothing',
        () => {
          throw undefined;
        },
        500,
      ],
      ['rejects with nothing', () => Promise.reject(), 500],
      [
        'throws a word that means something to proceed',
        () => {
          throw 'route';
        },
        500,
      ],
      ['proceeds with an error', (_req, _res, proceed) => proceed(new Error('secret')), 500],
      ['proceeds with false', (_req, _res, proceed) => proceed(false), 500],
      [
        'throws a mistake of the client',
        () => {
          throw Object.assign(new Error('pay first'), { statusCode: 402 });
        },
        402,
      ],
      ['answers', (_req, res) => res.forbidden(), 403],
      [
        'answers later',
        async (_req, res) => {
          await new Promise(setImmediate);
          res.status(401).json({});
        },
        401,
      ],
      [
        'answers, then throws',
        (_req, res) => {
          res.forbidden();
          throw new Error('late');
        },
        403,
      ],
      [
        'answers, then rejects',
        async (_req, res) => {
          res.forbidden();
          await Promise.resolve();
          throw new Error('late');
        },
        403,
      ],
      [
        'answers, then proceeds',
        (_req, res, proceed) => {
          res.forbidden();
          proceed();
        },
        403,
      ],
      [
        'answers, then proceeds later',
        async (_req, res, proceed) => {
          res.forbidden();
          await new Promise(setImmediate);
          proceed();
        },
        403,
      ],
    ])('%s should keep the action from running', async (_name, policy, status) => {
      await using app = await withPolicy(policy);
      const { status: given, body } = await app.ask('GET /a');
      expect(given).toBe(status);
      if (status === 402) expect(body).toMatchObject({ message: 'pay first' });
      expect((await app.ask('GET /alive')).body).toBe('alive');
      expect(app.runs).toEqual([]);
    });

    test.each<[name: string, policy: Policy]>([
      [
        'proceeds twice',
        (_req, _res, proceed) => {
          proceed();
          proceed();
        },
      ],
      [
        'proceeds now and later',
        async (_req, _res, proceed) => {
          proceed();
          await Promise.resolve();
          proceed();
        },
      ],
      [
        'proceeds, then with an error',
        (_req, _res, proceed) => {
          proceed();
          proceed(new Error('late'));
        },
      ],
      [
        'proceeds, then throws',
        (_req, _res, proceed) => {
          proceed();
          throw new Error('late');
        },
      ],
      [
        'proceeds, then rejects',
        async (_req, _res, proceed) => {
          proceed();
          throw new Error('late');
        },
      ],
    ])('%s should have the action run once, and answer', async (_name, policy) => {
      await using app = await withPolicy(policy);
      expect(await app.ask('GET /a')).toMatchObject({ status: 200, body: 'action' });
      expect((await app.ask('GET /alive')).body).toBe('alive');
      expect(app.runs).toEqual(['action']);
      expect([...app.log.warn, ...app.log.error].join()).toMatch(
        /the policy of policies\['a\/b'\] (proceeded again|failed after)/,
      );
    });

    test('proceeds and answers should have the first answer sent, and no other', async () => {
      await using app = await withPolicy((_req, res, proceed) => {
        proceed();
        res.status(418).json('policy');
      });
      expect(await app.ask('GET /a')).toMatchObject({ status: 418, body: 'policy' });
      expect((await app.ask('GET /alive')).body).toBe('alive');
      expect(app.runs).toEqual(['action']);
      expect(app.log.error.join()).toContain('answered already');
    });

    test.each<[name: string, policy: (late: Promise<void>) => Policy]>([
      ['does nothing', () => () => {}],
      ['resolves without a word', () => async () => {}],
      ['hangs', () => () => new Promise(() => {})],
      [
        'proceeds when time is up',
        (late) => async (_req, _res, proceed) => {
          await late;
          proceed();
        },
      ],
    ])('%s should be answered in its place, in the same words on both transports', async (_name, policy) => {
      const late = deferred<void>();
      await using app = await withPolicy(policy(late.promise), { requestTimeout: 50 });
      expect(await app.ask('GET /a')).toMatchObject({
        status: 503,
        body: {
          code: 'E_REQUEST_TIMEOUT',
          message: 'The server gave no answer within 50 ms (limits.requestTimeout).',
        },
      });
      late.resolve();
      expect((await app.ask('GET /alive')).body).toBe('alive');
      expect(app.runs).toEqual([]);
    });

    test('is slow should delay no other request', async () => {
      const slow = deferred<void>();
      await using app = await withPolicy(async (req, _res, proceed) => {
        if (req.param('slow')) await slow.promise;
        proceed();
      });
      const waiting = app.ask('GET /a?slow=1');
      for (const _ of Array.from({ length: 5 })) expect((await app.ask('GET /a')).body).toBe('action');
      expect(app.runs).toHaveLength(5);
      slow.resolve();
      expect((await waiting).body).toBe('action');
    });
  });
}

test('should let the action run of a visitor who left while the policy thought', async () => {
  const asked = deferred<void>();
  const decide = deferred<void>();
  const ran = deferred<string>();
  await using lifted = await lift({
    controllers: {
      moduleDefinitions: {
        'a/b': ((req, res) => {
          ran.resolve(req.transport);
          res.ok();
        }) as Handler,
      },
    },
    policies: {
      '*': async (_req, _res, proceed) => {
        asked.resolve();
        await decide.promise;
        proceed();
      },
    },
    routes: { 'POST /a': 'a/b' },
  });
  const client = await lifted.client();
  client.emit('post', { url: '/a' });
  await asked.promise;
  const gone = once(lifted.app.io.sockets.sockets.values().next().value as never, 'disconnect');
  client.disconnect();
  await gone;
  decide.resolve();
  expect(await ran.promise).toBe('socket.io');
});

test('should forget a visitor by HTTP who left while the policy hung', async () => {
  const asked = deferred<void>();
  await using lifted = await lift({
    controllers: { moduleDefinitions: { 'a/b': respond } },
    policies: {
      '*': (req) => {
        if (req.param('hang')) asked.resolve();
      },
    },
    routes: { 'GET /a': 'a/b' },
    sockets: { limits: { requestTimeout: 50 } },
  });
  const visitor = request(`${lifted.url}/a?hang=1`);
  visitor.on('error', () => {});
  visitor.end();
  await asked.promise;
  visitor.destroy();
  expect((await lifted.via('http')('GET /a')).status).toBe(503);
});

describe('E_INVALID_POLICY_CONFIG', () => {
  test.each<[name: string, rules: unknown, message: RegExp]>([
    [
      'a policy that does not exist, with the nearest',
      { 'user/find': 'isLogedIn' },
      /policies\['user\/find'\] in the settings names the policy 'isLogedIn', which is not in api\/policies\. Did you mean 'isLoggedIn'\?/,
    ],
    [
      'one that is near to none',
      { '*': 'zzzzzz' },
      /names the policy 'zzzzzz', which is not in api\/policies$/,
    ],
    [
      'one inside a controller',
      { UserController: { find: ['isLoggedIn', 'nobodi'] } },
      /policies\['UserController\.find'\].*Did you mean 'nobody'/,
    ],
    [
      'a file that is no function',
      { '*': 'broken' },
      /the policy 'broken', which is \{ fn: \[Function: fn\] \} and no function/,
    ],
    ['a number', { '*': 7 }, /policies\['\*'\] in the settings is 7\. Write the name of a file/],
    ['null', { '*': null }, /is null/],
    ['an object in a list', { '*': [{ policy: 'nobody' }] }, /is \{ policy: 'nobody' \}/],
    ['a list in a list', { '*': [['nobody']] }, /is \[/],
    ['true among others', { '*': ['isLoggedIn', true] }, /has true among others\. Let it stand alone/],
    ['false among others', { '*': [false, 'isLoggedIn'] }, /has false among others/],
    ['a key with a star in its middle', { 'user/*/find': true }, /\['user\/\*\/find'\].* fits no action/],
    ['a key with a star beside letters', { 'user/f*': true }, /fits no action/],
    ['an empty key', { '': true }, /fits no action/],
    ['a key that is a path', { '/user': true, 'GET /user': true }, /fits no action/],
    [
      'one action twice',
      { 'user/find': true, UserController: { find: false } },
      /\['UserController\.find'\].* says something else than \['user\/find'\], and both are for 'user\/find'/,
    ],
  ])('should refuse %s', async (_name, policies, message) => {
    const moduleDefinitions = { ...files, broken: { fn() {} } };
    await expect(
      lift({ policies: { moduleDefinitions, ...(policies as PoliciesConfig) } as PoliciesConfig }),
    ).rejects.toMatchObject({ code: 'E_INVALID_POLICY_CONFIG', message: expect.stringMatching(message) });
  });

  test('should name the file', async () => {
    await using folder = await appFolder({
      'api/policies/isAdmin.js': 'export default (req, res, proceed) => proceed();',
      'config/policies.ts': "export const policies = { '*': 'isAdmn' };",
    });
    await expect(lift({ appPath: folder.path })).rejects.toMatchObject({
      code: 'E_INVALID_POLICY_CONFIG',
      message:
        "policies['*'] in config/policies.ts names the policy 'isAdmn', which is not in api/policies. Did you mean 'isAdmin'?",
    });
  });

  test('should name the nearest policy in a route, too', async () => {
    await expect(
      lift({
        policies: { moduleDefinitions: files },
        routes: { 'GET /a': [{ policy: 'isLoggdIn' }, respond] },
      }),
    ).rejects.toMatchObject({
      code: 'E_ROUTE_TARGET',
      message: expect.stringContaining("Did you mean 'isLoggedIn'?"),
    });
  });

  test('should be spared where the same is said twice, and where the part is off', async () => {
    await using twice = await withRules({ 'user/find': 'nobody', UserController: { find: 'nobody' } });
    expect((await twice.via('http')('GET /user/find')).status).toBe(403);
    await using off = await lift({
      controllers: { moduleDefinitions: { 'a/b': respond } },
      policies: { '*': 'missing' },
      hooks: { policies: false },
      routes: { 'GET /a': 'a/b' },
    });
    expect((await off.via('http')('GET /a')).status).toBe(200);
  });
});

test('should refuse two files of one name in different case', async () => {
  await using folder = await appFolder({
    'api/policies/isAdmin.js': 'export default () => {};',
    'api/policies/isadmin.ts': 'export default () => {};',
  });
  await expect(lift({ appPath: folder.path })).rejects.toMatchObject({ code: 'E_MODULE' });
});

test('should warn of a rule that stands before no action, and name the nearest', async () => {
  await using lifted = await withRules({
    'user/fnid': false,
    'usr/*': 'nobody',
    PetController: { find: true },
    'user/*': true,
  });
  expect(lifted.log.warn).toEqual([
    "policies['user/fnid'] in the settings stands before no action. Did you mean 'user/find'?",
    "policies['usr/*'] in the settings stands before no action. Did you mean 'user/*'?",
    "policies['PetController.find'] in the settings stands before no action.",
  ]);
});
