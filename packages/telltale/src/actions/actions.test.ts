import { type ActionDefinition, type AppOptions, defineAction, Sails } from 'telltale';
import { describe, expect, test } from 'vitest';
import { lift, transports } from '../../test/transports.ts';

/** An app with one action at `/act`. */
function withAction(definition: unknown, options: AppOptions = {}): AppOptions {
  return {
    routes: { '/act': { action: 'act' } },
    controllers: { moduleDefinitions: { act: definition } },
    ...options,
  };
}

for (const transport of transports) {
  describe(`${transport}: an action that returns its answer`, () => {
    test.each([
      ['an object', { a: 1 }, { a: 1 }],
      ['a list', [1], [1]],
      ['a text', 'plain <b>', 'plain <b>'],
      ['a number', 7, 7],
      ['false', false, false],
      ['nothing', undefined, 'OK'],
      ['null', null, 'OK'],
    ])('should answer 200 when it returns %s', async (_what, value, body) => {
      await using lifted = await lift(withAction({ fn: async () => value }));
      expect(await lifted.via(transport)('GET /act')).toMatchObject({ status: 200, body });
    });

    test('should do so when it is not async', async () => {
      await using lifted = await lift(
        withAction({ inputs: { n: { type: 'number' } }, fn: ({ n }: { n: number }) => n * 2 }),
      );
      expect((await lifted.via(transport)('GET /act?n=4')).body).toBe(8);
    });

    test('should answer with what it sent through this.res', async () => {
      await using lifted = await lift(
        withAction(
          defineAction({
            async fn() {
              return this.res.status(202).json({ via: this.req.isSocket ? 'socket' : 'http' });
            },
          }),
        ),
      );
      expect(await lifted.via(transport)('GET /act')).toMatchObject({
        status: 202,
        body: { via: transport },
      });
      expect(lifted.log.error).toEqual([]);
    });

    test('should hand text over as text, never as a page', async () => {
      await using lifted = await lift(withAction({ fn: async () => '<script>' }));
      const { headers } = await lifted.via(transport)('GET /act');
      expect(headers['content-type'] ?? 'text/plain; charset=utf-8').toBe('text/plain; charset=utf-8');
    });
  });

  describe(`${transport}: an action that calls its exits`, () => {
    test('should answer with what success is called with, whenever that is', async () => {
      await using lifted = await lift(
        withAction({
          fn(_inputs: unknown, exits: { success(value: unknown): void }) {
            setImmediate(() => exits.success({ late: true }));
          },
        }),
      );
      expect((await lifted.via(transport)('GET /act')).body).toEqual({ late: true });
    });

    test('should take the first exit alone', async () => {
      await using lifted = await lift(
        withAction({
          async fn(_inputs: unknown, exits: { success(value: unknown): void; error(error: unknown): void }) {
            exits.success('first');
            exits.error(new Error('second'));
          },
        }),
      );
      expect(await lifted.via(transport)('GET /act')).toMatchObject({ status: 200, body: 'first' });
    });

    test('should answer 500 when it calls error', async () => {
      await using lifted = await lift(
        withAction({
          fn: (_inputs: unknown, exits: { error(error: unknown): void }) => exits.error(new Error('no wind')),
        }),
      );
      const answer = await lifted.via(transport)('GET /act');
      expect(answer.status).toBe(500);
      expect(answer.body).toContain('no wind');
    });

    test('should warn when it is done without calling any', async () => {
      let endRequest = (): void => {};
      const ending = new Promise<void>((resolve) => {
        endRequest = resolve;
      });
      await using lifted = await lift(
        withAction({
          async fn(this: { res: import('telltale').Response }, _inputs: unknown, _exits: unknown) {
            // The request has to end for the test to end; it does so after the action, as a time limit would.
            void ending.then(() => this.res.sendStatus(503));
            return 'ignored';
          },
        }),
      );
      const asking = lifted.via(transport)('GET /act');
      await expect
        .poll(() => lifted.log.warn.join())
        .toContain("Action 'act' returned without calling an exit");
      endRequest();
      expect((await asking).status).toBe(503);
    });
  });

  describe(`${transport}: the exits of an action`, () => {
    const exits = {
      notFound: { responseType: 'notFound' },
      taken: { statusCode: 409, description: 'The name is taken.\nTry another – please.' },
      bad: { responseType: 'badRequest' },
      moved: { responseType: 'redirect' },
      gone: { responseType: 'redirect', statusCode: 301 },
      plain: {},
    };
    const thrower = (thrown: unknown) =>
      withAction({
        exits,
        async fn() {
          throw thrown;
        },
      });

    test.each([
      ['a name', 'notFound', 404, 'Not Found'],
      ['a name with output', { taken: { why: 1 } }, 409, { why: 1 }],
      ['a name with text for a response', { bad: 'zz' }, 400, 'zz'],
      [
        'an error whose code is a name',
        Object.assign(new Error('x'), { code: 'notFound' }),
        404,
        'Not Found',
      ],
      [
        'what a query’s intercept makes of a name',
        Object.assign(new Error('x'), { code: 'E_NON_ERROR', raw: 'taken' }),
        409,
        'Conflict',
      ],
      ['a name without settings', 'plain', 500, 'Internal Server Error'],
      ['success', { success: { a: 1 } }, 200, { a: 1 }],
    ])('should be taken when %s is thrown', async (_what, thrown, status, body) => {
      await using lifted = await lift(thrower(thrown));
      expect(await lifted.via(transport)('GET /act')).toMatchObject({ status, body });
    });

    test.each([
      ['a name that is no exit', 'unheard'],
      ['an object with two keys', { taken: 1, bad: 2 }],
      ['an error', new Error('unheard')],
      ['a name that every object has', 'constructor'],
      ['nothing', undefined],
    ])('should not be taken, and answer 500, when %s is thrown', async (_what, thrown) => {
      await using lifted = await lift(thrower(thrown));
      expect((await lifted.via(transport)('GET /act')).status).toBe(500);
    });

    test('should redirect when their response type says so', async () => {
      await using moved = await lift(thrower({ moved: '/there' }));
      await using gone = await lift(thrower({ gone: '/there' }));
      const found = await moved.via(transport)('GET /act');
      expect(found.status).toBe(302);
      expect(found.headers.location).toBe('/there');
      expect((await gone.via(transport)('GET /act')).status).toBe(301);
    });

    test('should be named in headers in development only', async () => {
      await using development = await lift(thrower('taken'));
      await using production = await lift({ ...thrower('taken'), environment: 'production' });
      expect((await development.via(transport)('GET /act')).headers).toMatchObject({
        'x-exit': 'taken',
        'x-exit-description': 'The name is taken. Try another please.',
      });
      expect((await production.via(transport)('GET /act')).headers).not.toHaveProperty('x-exit');
    });

    test('should set the status of success', async () => {
      await using lifted = await lift(
        withAction({ exits: { success: { statusCode: 201 } }, fn: async () => ({ id: 1 }) }),
      );
      expect(await lifted.via(transport)('GET /act')).toMatchObject({ status: 201, body: { id: 1 } });
    });

    test('should answer 500 when their response type is none', async () => {
      await using lifted = await lift(
        withAction({ exits: { success: { responseType: 'nope' } }, fn: async () => 1 }),
      );
      expect((await lifted.via(transport)('GET /act')).status).toBe(500);
      expect(lifted.log.error.join()).toContain('there is no res.nope()');
    });
  });

  describe(`${transport}: the inputs of an action`, () => {
    const echo = (inputs: unknown, more: Partial<ActionDefinition> = {}) =>
      withAction({ ...more, inputs, fn: async (given: unknown) => ({ given }) });

    test('should be those that are named, from wherever they come, with defaults', async () => {
      await using lifted = await lift({
        ...echo({
          id: { type: 'number' },
          name: { type: 'string' },
          page: { type: 'number', defaultsTo: 1 },
          absent: { type: 'string' },
        }),
        routes: { 'POST /act/:id': { action: 'act' } },
      });
      const answer = await lifted.via(transport)('POST /act/7?name=query', { data: { more: 'dropped' } });
      expect(answer.body).toEqual({ given: { id: 7, name: 'query', page: 1 } });
    });

    test.each([
      ['number', '5', 5],
      ['number', '-1.5e3', -1500],
      ['boolean', 'true', true],
      ['boolean', '0', false],
      ['string', '5', '5'],
      ['json', '{"a":[1]}', { a: [1] }],
      ['json', 'text', 'text'],
      ['ref', 'anything', 'anything'],
      [{}, '{"a":1}', { a: 1 }],
      [['number'], '["1",2]', [1, 2]],
      [{ at: 'number', tags: [] }, '{"at":"3","tags":["x"],"more":1}', { at: 3, tags: ['x'] }],
    ])('should be read as %j when the query says %s', async (type, text, value) => {
      await using lifted = await lift(echo({ x: { type } }));
      const answer = await lifted.via(transport)(`GET /act?x=${encodeURIComponent(text)}`);
      expect(answer.body).toEqual({ given: { x: value } });
    });

    test.each([
      [{ type: 'number' }, 'five', 'is not a number'],
      [{ type: 'number' }, '', 'is not a number'],
      [{ type: 'number' }, true, 'is not a number'],
      [{ type: 'number' }, '1e999', 'is not a number'],
      [{ type: 'boolean' }, 'yes', 'is not a boolean'],
      [{ type: 'string' }, { toString: '' }, 'is not a string'],
      [{ type: 'string' }, ['a'], 'is not a string'],
      [{ type: 'string' }, null, 'is null'],
      [{ type: {} }, [], 'is not an object'],
      [{ type: ['number'] }, [1, 'x'], 'is not a list, each item a number'],
      [{ type: { at: 'number' } }, { at: 'x' }, 'whose "at" is a number'],
      [{ type: 'string', isIn: ['a', 'b'] }, 'c', "is not one of 'a', 'b'"],
      [{ type: 'string', isNotIn: ['c'] }, 'c', 'is one of'],
      [{ type: 'number', min: 2 }, 1, 'is less than 2'],
      [{ type: 'number', max: 2 }, 3, 'is more than 2'],
      [{ type: 'number', isInteger: true }, 1.5, 'is not a whole number'],
      [{ type: 'string', minLength: 2 }, 'a', 'fewer than 2'],
      [{ type: 'string', maxLength: 2 }, 'abc', 'more than 2'],
      [{ type: 'string', isNotEmptyString: true }, '', 'is an empty string'],
      [{ type: 'string', regex: /^a/g }, 'ba', 'does not match'],
      [{ type: 'string', isEmail: true }, 'ann@', 'is not an email address'],
      [{ type: 'string', isURL: true }, 'nowhere', 'is not a URL'],
      [{ type: 'string', isUUID: true }, '1-2-3', 'is not a UUID'],
      [{ type: 'string', isIP: true }, '256.1.1.1', 'is not an IP address'],
      [{ type: 'string', isHexColor: true }, 'red', 'is not a hexadecimal color'],
      [{ type: 'string', isCreditCard: true }, '4111111111111112', 'is not a credit card number'],
      [{ type: 'number', isAfter: 1_000 }, 999, 'is not after'],
      [{ type: 'number', isBefore: 1_000 }, 1_001, 'is not before'],
      [{ type: 'string', custom: (value: string) => value === 'open' }, 'shut', 'is refused'],
    ])('should be refused by %o when they are %j', async (definition, value, problem) => {
      await using lifted = await lift(echo({ x: definition }));
      const answer = await lifted.via(transport)('POST /act', { data: { x: value } });
      expect(answer).toMatchObject({ status: 400, body: { code: 'E_MISSING_OR_INVALID_PARAMS' } });
      expect((answer.body as { problems: string[] }).problems).toEqual([expect.stringContaining(`"x" `)]);
      expect((answer.body as { problems: string[] }).problems[0]).toContain(problem);
    });

    test.each([
      [{ type: 'string', isEmail: true }, 'ann@example.com'],
      [{ type: 'string', isURL: true }, 'https://example.com/x'],
      [{ type: 'string', isUUID: true }, '1b4e28ba-2fa1-41d2-883f-0016d3cca427'],
      [{ type: 'string', isIP: true }, '::1'],
      [{ type: 'string', isHexColor: true }, '#ff8800'],
      [{ type: 'string', isCreditCard: true }, '4111111111111111'],
      [{ type: 'string', regex: /a/g, minLength: 1, maxLength: 1 }, 'a'],
      [{ type: 'number', isInteger: true, min: 1, max: 1 }, 1],
      [{ type: 'string', isIn: ['a'], isNotIn: ['b'], isNotEmptyString: true }, 'a'],
      [{ type: 'string', allowNull: true }, null],
      [{ type: 'json' }, null],
      [{ type: 'string', isEmail: false }, 'no address'],
    ])('should be let through by %o when they are %j', async (definition, value) => {
      await using lifted = await lift(echo({ x: definition }));
      for (const _time of [1, 2]) {
        const answer = await lifted.via(transport)('POST /act', { data: { x: value } });
        expect(answer.body).toEqual({ given: { x: value } });
      }
    });

    test('should each be named when several are missing or invalid', async () => {
      await using lifted = await lift(
        echo({
          n: { type: 'number', required: true },
          m: { type: 'number', required: true },
          s: { type: 'boolean' },
        }),
      );
      const { status, body } = await lifted.via(transport)('GET /act?m=x&s=1');
      expect(status).toBe(400);
      expect(body).toEqual({
        code: 'E_MISSING_OR_INVALID_PARAMS',
        problems: ['"n" is required, but it was not defined.', '"m" is not a number.'],
        message: expect.stringContaining('`GET /act`) due to 2 missing or invalid parameters.'),
      });
    });

    test('should take what the wildcard of the route matched', async () => {
      await using lifted = await lift({
        ...echo({ rest: { type: 'string' } }, { urlWildcardSuffix: 'rest' }),
        routes: { 'GET /files/*': { action: 'act', skipAssets: false } },
      });
      expect((await lifted.via(transport)('GET /files/a/b.txt')).body).toEqual({
        given: { rest: 'a/b.txt' },
      });
    });

    test('should not share a default between requests', async () => {
      await using lifted = await lift(
        withAction({
          inputs: { list: { type: [], defaultsTo: [] } },
          fn: async ({ list }: { list: number[] }) => list.push(1),
        }),
      );
      const ask = lifted.via(transport);
      await ask('GET /act');
      expect((await ask('GET /act')).body).toBe(1);
    });
  });
}

test.each([
  ['an input has no type', { inputs: { x: {} }, fn() {} }],
  ['an input has an unknown type', { inputs: { x: { type: 'integer' } }, fn() {} }],
  ['a default is of another type', { inputs: { x: { type: 'number', defaultsTo: 'x' } }, fn() {} }],
  ['a default breaks a rule', { inputs: { x: { type: 'number', max: 1, defaultsTo: 2 } }, fn() {} }],
  [
    'a required input has a default',
    { inputs: { x: { type: 'number', required: true, defaultsTo: 2 } }, fn() {} },
  ],
  ['inputs are a list', { inputs: [], fn() {} }],
  ['an exit is no object', { exits: { x: 404 }, fn() {} }],
  ['an exit has an impossible status', { exits: { x: { statusCode: 42 } }, fn() {} }],
])('should refuse to load with E_ACTION_DEFINITION when %s', async (_what, definition) => {
  const app = new Sails();
  const loading = app.load({
    appPath: '/nowhere',
    log: { level: 'silent' },
    globals: false,
    ...withAction(definition),
  });
  await expect(loading).rejects.toMatchObject({
    code: 'E_ACTION_DEFINITION',
    message: expect.stringContaining("action 'act'"),
  });
  await app.lower();
});
