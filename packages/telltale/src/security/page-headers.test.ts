import type { FastifyReply } from 'fastify';
import type { AppOptions, SecurityConfig } from 'telltale';
import { describe, expect, test } from 'vitest';
import { appFolder } from '../../test/app-folder.ts';
import { type Answer, type Lifted, lift } from '../../test/transports.ts';

const files = {
  'views/page.ejs': `<p><%- words %></p><script>window.own = "<script>";</script><%- include('part') %><%- partial('part') %>`,
  'views/part.ejs': '<script src="/part.js"></script><% const text = "<script>"; %>',
  'views/given.ejs': '<script nonce="mine">1</script>',
  'views/404.ejs': '<script>404</script>',
  'views/layout.ejs':
    '<html><%- body %><SCRIPT src="/js/dependencies/sails.io.js"></SCRIPT><%- exposeLocalsToBrowser() %></html>',
  'assets/index.html': '<script>run()</script>',
  'assets/data.json': '{}',
};
const routes: AppOptions['routes'] = {
  'GET /page': (_req, res) => res.view('page', { words: '<script>evil()</script>' }),
  'GET /given': (_req, res) => res.view('given', { layout: false }),
  'GET /own': (_req, res) => res.set('Content-Security-Policy', "default-src 'none'").view('given'),
  'GET /html': (_req, res) => res.type('text/html').send('<script>evil()</script>'),
  'GET /nothing': (_req, res) => res.status(204).end(),
  'GET /text': (_req, res) => res.send('text'),
  'GET /svg': (_req, res) => res.type('svg').send(Buffer.from('<svg/>')),
  'GET /framed': (_req, res) =>
    res
      .removeHeader('X-Frame-Options')
      .removeHeader('x-content-type-options')
      .set('referrer-policy', 'no-referrer')
      .type('html')
      .send('<p>'),
  'GET /json': (_req, res) => res.json({}),
  'GET /throws': () => {
    throw new Error('on purpose');
  },
};

async function withPages(
  work: (lifted: Lifted) => unknown,
  security?: SecurityConfig,
  environment = 'development',
) {
  await using folder = await appFolder(files);
  await using lifted = await lift({
    appPath: folder.path,
    routes,
    environment,
    ...(security && { security }),
  });
  await work(lifted);
}

const policy = ({ headers }: Answer): string => String(headers['content-security-policy']);
const scripts = (answer: Answer): string => /script-src ([^;]+)/.exec(policy(answer))?.[1] ?? '';
const html = { headers: { accept: 'text/html' } };

describe('http: the headers for pages', () => {
  test('should go with every answer: of routes, files, plugins, errors', async () => {
    await using lifted = await lift({
      routes: routes ?? {},
      http: {
        plugins: [
          async (fastify) => {
            fastify.get('/native', async () => ({}));
            fastify.get('/native-html', (_request, reply) => reply.type('text/html').send('<p>'));
          },
        ],
      },
    });
    const ask = lifted.via('http');
    const everyAnswer = {
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    };
    for (const path of ['/json', '/native', '/throws', '/nowhere', '/html', '/nothing', '/text', '/svg'])
      expect((await ask(`GET ${path}`)).headers, path).toMatchObject(everyAnswer);
    const pageOnly = {
      'content-security-policy': expect.stringContaining("script-src 'self';"),
      'x-frame-options': 'SAMEORIGIN',
      'origin-agent-cluster': '?1',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    };
    const pages = [
      '/html',
      '/nothing',
      '/text',
      '/svg',
      '/throws',
      '/nowhere',
      '/native-html',
      '/js/dependencies/sails.io.js',
    ];
    for (const path of pages) expect((await ask(`GET ${path}`)).headers, path).toMatchObject(pageOnly);
    // A browser that may not sniff takes JSON for nothing but JSON.
    for (const path of ['/json', '/native']) {
      const { headers } = await ask(`GET ${path}`);
      expect(headers['content-type'], path).toMatch(/^application\/json/);
      for (const name of Object.keys(pageOnly)) expect(headers, path).not.toHaveProperty(name);
    }
  });

  test('should be what an action sets itself, and not come back when it removes one', async () => {
    await withPages(async (lifted) => {
      const { headers } = await lifted.via('http')('GET /framed');
      expect(headers).not.toHaveProperty('x-frame-options');
      expect(headers).not.toHaveProperty('x-content-type-options');
      expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'origin-agent-cluster': '?1' });
    });
  });

  test.each<[string, (reply: FastifyReply) => unknown]>([
    ['a header of Fastify', (reply) => reply.header('X-Content-Type-Options', 'own').send({})],
    [
      'a head with an object',
      (reply) => reply.hijack().raw.writeHead(200, { 'X-Content-Type-Options': 'own' }).end(),
    ],
    [
      'a head with a list',
      (reply) => reply.hijack().raw.writeHead(200, ['X-Content-Type-Options', 'own']).end(),
    ],
    [
      'a head with pairs',
      (reply) =>
        reply
          .hijack()
          .raw.writeHead(200, [['X-Content-Type-Options', 'own']] as never)
          .end(),
    ],
    [
      'headers set one by one',
      (reply) => reply.hijack().raw.setHeader('X-Content-Type-Options', 'own').end(),
    ],
  ])('should give way to %s in a route of a plugin', async (_what, answer) => {
    await using lifted = await lift({
      http: {
        plugins: [
          async (fastify) => {
            fastify.get('/native', (_request, reply) => {
              answer(reply);
            });
          },
        ],
      },
    });
    const { headers } = await lifted.via('http')('GET /native');
    expect(headers).toMatchObject({
      // Twice in a head, it would be a list here.
      'x-content-type-options': 'own',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  test('should stand in the answers to an app’s own requests, which no server sends', async () => {
    await using lifted = await lift({ routes: routes ?? {} });
    const { headers } = await lifted.app.request('GET /json');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  test('should let scripts of a template run by a nonce, and none that a value brought', async () => {
    await withPages(async (lifted) => {
      const answer = await lifted.via('http')('GET /page');
      const nonce = /'nonce-(\w{32})'/.exec(scripts(answer))?.[1];
      const page = String(answer.body);
      expect(scripts(answer)).toBe(`'self' 'nonce-${nonce}'`);
      expect(page).toContain('<p><script>evil()</script></p>');
      expect(page).toContain(`<script nonce=${nonce}>window.own = "<script nonce=${nonce}>";</script>`);
      expect(page.match(new RegExp(`<script nonce=${nonce} src="/part.js">`, 'g'))).toHaveLength(2);
      expect(page).toContain(`<script nonce=${nonce} src="/js/dependencies/sails.io.js">`);
      expect(page).toContain(`<script nonce=${nonce}>window.SAILS_LOCALS`);
      expect(page).not.toContain(`cspNonce`);
      const again = await lifted.via('http')('GET /page');
      expect(scripts(again)).not.toBe(scripts(answer));
    });
  });

  test('should leave a nonce and a policy alone that the app has itself', async () => {
    await withPages(async (lifted) => {
      const ask = lifted.via('http');
      expect((await ask('GET /given')).body).toBe('<script nonce="mine">1</script>');
      const own = await ask('GET /own');
      expect(policy(own)).toBe("default-src 'none'");
      expect(own.body).toContain('<script src="/js');
    });
  });

  test('should let the scripts of a page in assets run, and none in HTML that an action sends', async () => {
    await withPages(async (lifted) => {
      const ask = lifted.via('http');
      expect(scripts(await ask('GET /index.html'))).toBe("'self' 'unsafe-inline'");
      expect(scripts(await ask('GET /'))).toBe("'self' 'unsafe-inline'");
      expect((await ask('GET /data.json')).headers).not.toHaveProperty('content-security-policy');
      expect(scripts(await ask('GET /html'))).toBe("'self'");
      expect(scripts(await ask('GET /nowhere', html))).toMatch(/^'self' 'nonce-/);
    });
  });

  test('should let pages of other origins load the client, and nothing else', async () => {
    await withPages(async (lifted) => {
      const ask = lifted.via('http');
      const of = async (path: string) => (await ask(`GET ${path}`)).headers['cross-origin-resource-policy'];
      expect(await of('/js/dependencies/sails.io.js')).toBe('cross-origin');
      expect(await of('/__getcookie')).toBe('cross-origin');
      expect(await of('/data.json')).toBe('same-origin');
    });
  });

  test('should ask for HTTPS in production only', async () => {
    const of = async (environment: string): Promise<unknown> => {
      await using lifted = await lift({ environment });
      return (await lifted.via('http')('GET /x')).headers['strict-transport-security'];
    };
    expect(await of('development')).toBeUndefined();
    expect(await of('production')).toBe('max-age=31536000; includeSubDomains');
  });

  test('should be what the app says, laid over the framework’s', async () => {
    await withPages(
      async (lifted) => {
        const page = await lifted.via('http')('GET /page');
        expect(page.headers).not.toHaveProperty('x-frame-options');
        expect(page.headers).toMatchObject({
          'referrer-policy': 'no-referrer',
          'x-download-options': 'noopen',
          'x-xss-protection': '0',
        });
        expect(scripts(page)).toMatch(/^'self' https:\/\/cdn\.example\.com 'nonce-\w+'$/);
        expect(policy(page)).toContain("style-src 'self' https: 'unsafe-inline'");
        expect(policy(page)).not.toContain('form-action');
      },
      {
        helmet: {
          frameguard: false,
          ieNoOpen: true,
          xXssProtection: true,
          referrerPolicy: { policy: 'no-referrer' },
          contentSecurityPolicy: {
            directives: { 'script-src': ["'self'", 'https://cdn.example.com'], formAction: null },
          },
        },
      },
    );
  });

  test('should give no nonce where scripts in the page may run anyway', async () => {
    await withPages(
      async (lifted) => {
        const page = await lifted.via('http')('GET /page');
        expect(scripts(page)).toBe("'self' 'unsafe-inline'");
        expect(page.body).not.toContain('nonce');
      },
      { helmet: { contentSecurityPolicy: { directives: { scriptSrc: ["'self'", "'unsafe-inline'"] } } } },
    );
  });

  test('should say without forbidding when the policy only reports', async () => {
    await withPages(
      async (lifted) => {
        const { headers, body } = await lifted.via('http')('GET /page');
        expect(headers).not.toHaveProperty('content-security-policy');
        expect(headers['content-security-policy-report-only']).toContain('nonce-');
        expect(body).toContain('nonce=');
      },
      { helmet: { contentSecurityPolicy: { reportOnly: true } } },
    );
  });

  test.each<[string, AppOptions]>([
    ['helmet: false', { security: { helmet: false } }],
    ['the part security off', { hooks: { security: false } }],
  ])('should be none with %s', async (_what, options) => {
    await using folder = await appFolder(files);
    await using lifted = await lift({ appPath: folder.path, routes: routes ?? {}, ...options });
    const { headers, body } = await lifted.via('http')('GET /page');
    expect(headers).not.toHaveProperty('x-content-type-options');
    expect(headers).not.toHaveProperty('content-security-policy');
    expect(body).not.toContain('nonce=');
  });

  test.each<[string, unknown]>([
    ['security.helmet', 'on'],
    ['security.helmet', { frameguard: { action: 'never' } }],
    [
      'security.helmet.contentSecurityPolicy.directives.scriptSrc',
      { contentSecurityPolicy: { directives: { scriptSrc: [() => ''] } } },
    ],
    ['security.helmet', { contentSecurityPolicy: { directives: { 'script-src': ['x; y'] } } }],
    ['security.csp', undefined],
  ])('should stop the lift when %s is wrong', async (setting, value) => {
    const security = setting === 'security.csp' ? { csp: true } : { helmet: value };
    await expect(lift({ security: security as SecurityConfig })).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining(`config.${setting} is`),
    });
  });
});

test('socket: the headers for pages should not travel with an acknowledgement', async () => {
  await withPages(async (lifted) => {
    const ask = lifted.via('socket');
    expect((await ask('GET /json')).headers).toEqual({});
    const page = await ask('GET /page');
    expect(Object.keys(page.headers)).toEqual(['content-type']);
    expect(page.body).not.toContain('nonce');
  });
});
