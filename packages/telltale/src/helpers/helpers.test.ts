import { defineHelper, HelperException, Sails } from 'telltale';
import { describe, expect, test } from 'vitest';
import { appFolder } from '../../test/app-folder.ts';
import { lift, transports } from '../../test/transports.ts';

/** An app with these helpers, loaded, by path. */
async function withHelpers(definitions: Record<string, unknown>) {
  const app = new Sails();
  await app.load({
    appPath: '/nowhere',
    log: { level: 'silent' },
    helpers: { moduleDefinitions: definitions },
  });
  // biome-ignore lint/suspicious/noExplicitAny: helpers of which the compiler knows nothing
  const helpers = app.helpers as any;
  return { app, helpers, [Symbol.asyncDispose]: () => app.lower() };
}

const greet = {
  friendlyName: 'Greet',
  inputs: {
    name: { type: 'string', required: true, maxLength: 10 },
    times: { type: 'number', defaultsTo: 1 },
  },
  exits: { rude: { description: 'Nobody is called that.' } },
  async fn({ name, times }: { name: string; times: number }) {
    if (name === 'nobody') throw 'rude';
    if (name === 'somebody') throw { rude: { instead: 'anybody' } };
    return `Hello, ${name}${'!'.repeat(times)}`;
  },
};

describe('a helper', () => {
  test('should be found by the name of its file in camel case, in groups as the folders are', async () => {
    await using folder = await appFolder({
      'api/helpers/send-welcome.js': 'export default { fn: async () => "sent" };',
      'api/helpers/mail/log_all.cjs':
        'module.exports = { sync: true, fn: function () { return "logged"; } };',
      'api/helpers/mail/to/nobody.ts':
        'import { defineHelper } from "telltale";\nexport default defineHelper({ sync: true, fn: () => 7 as number });',
      'api/helpers/mail/to/nobody.test.js': 'throw new Error("loaded");',
    });
    const app = await new Sails().load({ appPath: folder.path, log: { level: 'silent' } });
    // biome-ignore lint/suspicious/noExplicitAny: helpers of which the compiler knows nothing
    const helpers = app.helpers as any;
    expect(await helpers.sendWelcome()).toBe('sent');
    expect(helpers.mail.logAll()).toBe('logged');
    expect(helpers.mail.to.nobody()).toBe(7);
    await app.lower();
  });

  test('should take values in order or by name, and fill in defaults', async () => {
    await using loaded = await withHelpers({ greet });
    const { greet: run } = loaded.helpers;
    expect(await run('Ann')).toBe('Hello, Ann!');
    expect(await run('Ann', 3)).toBe('Hello, Ann!!!');
    expect(await run.with({ times: 2, name: 'Bea' })).toBe('Hello, Bea!!');
    expect(await run('Ann', undefined)).toBe('Hello, Ann!');
  });

  test('should take values in the order that args says, and further ones by name', async () => {
    const show = async (inputs: unknown) => inputs;
    const inputs = { a: { type: 'number' }, b: { type: 'number' }, c: { type: 'number' } };
    await using loaded = await withHelpers({
      turned: { inputs, args: ['c', 'a'], fn: show },
      open: { inputs, args: ['b', '{*}'], fn: show },
    });
    expect(await loaded.helpers.turned(1, 2)).toEqual({ c: 1, a: 2 });
    expect(await loaded.helpers.open(1, { a: 2, c: 3 })).toEqual({ b: 1, a: 2, c: 3 });
  });

  test.each<[string, unknown[], string]>([
    ['is missing', [], '"name" is required, but it was not defined.'],
    ['is of another type', [7], '"name" is not a string.'],
    ['breaks a rule', ['abcdefghijk'], '"name" has more than 10 characters.'],
    ['would have to be converted', ['Ann', '3'], '"times" is not a number.'],
    ['is null', [null], '"name" is null, which is not a string.'],
    ['is one too many', ['Ann', 1, 2], 'it was called with 3 values, and has the inputs name, times.'],
  ])('should refuse to run when a value %s', async (_what, values, problem) => {
    await using loaded = await withHelpers({ greet });
    await expect(loaded.helpers.greet(...values)).rejects.toMatchObject({
      code: 'E_INVALID_ARGINS',
      problems: [problem],
      message: expect.stringContaining("helper 'greet'"),
    });
  });

  test('should refuse what is no input, and what is no object of inputs', async () => {
    await using loaded = await withHelpers({ greet });
    const given = [{ name: 'Ann', nmae: 1 }, undefined, ['Ann']];
    for (const values of given)
      await expect(loaded.helpers.greet.with(values)).rejects.toMatchObject({ code: 'E_INVALID_ARGINS' });
  });

  test('should not let one call see what another did to a default', async () => {
    const inputs = { list: { type: 'ref', defaultsTo: [] } };
    const fn = ({ list }: { list: number[] }) => list.push(1);
    await using loaded = await withHelpers({ grow: { sync: true, inputs, fn } });
    expect([loaded.helpers.grow(), loaded.helpers.grow()]).toEqual([1, 1]);
  });

  test('should run once, and only when it is awaited or executed', async () => {
    let runs = 0;
    await using loaded = await withHelpers({ count: { fn: async () => ++runs } });
    const call = loaded.helpers.count();
    expect(runs).toBe(0);
    expect([await call, await call, await call.toPromise()]).toEqual([1, 1, 1]);
  });

  test('should give its output or its error to a callback', async () => {
    await using loaded = await withHelpers({ greet });
    const told = (name: string) =>
      new Promise((resolve) =>
        loaded.helpers.greet(name).exec((error: Error | null, output: unknown) => resolve([error, output])),
      );
    expect(await told('Ann')).toEqual([null, 'Hello, Ann!']);
    expect(await told('nobody')).toEqual([expect.objectContaining({ code: 'rude' }), undefined]);
  });

  test('should end through an exit that it throws, with its name as code and what it gave as raw', async () => {
    await using loaded = await withHelpers({ greet });
    const error = await loaded.helpers.greet('somebody').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HelperException);
    expect(error).toMatchObject({ code: 'rude', exit: 'rude', raw: { instead: 'anybody' } });
    expect(error.message).toBe("helper 'greet' ended with 'rude': Nobody is called that.");
  });

  test('should let its caller tolerate or intercept an exit, and nothing else', async () => {
    await using loaded = await withHelpers({ greet });
    const { greet: run } = loaded.helpers;
    expect(await run('nobody').tolerate('rude')).toBeUndefined();
    expect(await run('nobody').tolerate('rude', () => 'Hello, you')).toBe('Hello, you');
    await expect(run('nobody').intercept('rude', () => new Error('mine'))).rejects.toThrow('mine');
    await expect(run('nobody').intercept('rude', 'forbidden')).rejects.toMatchObject({
      code: 'E_NON_ERROR',
      raw: 'forbidden',
    });
    await expect(run(7).tolerate('rude')).rejects.toMatchObject({ code: 'E_INVALID_ARGINS' });
  });

  test('should call the function for the way in which it ended', async () => {
    await using loaded = await withHelpers({ greet });
    const ended = (name: unknown) =>
      new Promise((resolve) =>
        loaded.helpers.greet(name).switch({
          success: (output: unknown) => resolve(['success', output]),
          rude: (output: unknown) => resolve(['rude', output]),
          error: (error: { code: string }) => resolve(['error', error.code]),
        }),
      );
    expect(await ended('Ann')).toEqual(['success', 'Hello, Ann!']);
    expect(await ended('somebody')).toEqual(['rude', { instead: 'anybody' }]);
    expect(await ended(7)).toEqual(['error', 'E_INVALID_ARGINS']);
  });

  test('should end through the exits it is given, the first one counting', async () => {
    type Exits = Record<'success' | 'error' | 'late', (output?: unknown) => void>;
    const inputs = { way: { type: 'string', required: true } };
    const fn = async ({ way }: { way: string }, exits: Exits) => {
      setImmediate(() => {
        if (way === 'late') exits.late({ by: 5 });
        if (way === 'error') exits.error(new Error('no power'));
        exits.success('in time');
      });
      return 'ignored';
    };
    await using loaded = await withHelpers({ arrive: { inputs, exits: { late: {} }, fn } });
    expect(await loaded.helpers.arrive('well')).toBe('in time');
    await expect(loaded.helpers.arrive('late')).rejects.toMatchObject({ code: 'late', raw: { by: 5 } });
    await expect(loaded.helpers.arrive('error')).rejects.toThrow('no power');
  });

  test('should answer and throw at once when it is sync', async () => {
    type Exits = Record<'success' | 'odd', (output?: unknown) => void>;
    const inputs = { number: { type: 'number', required: true } };
    const halve = {
      sync: true,
      inputs,
      exits: { odd: {} },
      fn: ({ number }: { number: number }, exits: Exits) =>
        number % 2 ? exits.odd(number) : exits.success(number / 2),
    };
    await using loaded = await withHelpers({
      halve,
      silent: { sync: true, fn: (_inputs: unknown, _exits: unknown) => 1 },
      promising: { sync: true, fn: async () => 1 },
    });
    expect(loaded.helpers.halve(8)).toBe(4);
    expect(loaded.helpers.halve.with({ number: 8 })).toBe(4);
    expect(() => loaded.helpers.halve(7)).toThrow(expect.objectContaining({ code: 'odd', raw: 7 }));
    expect(() => loaded.helpers.halve('8')).toThrow(expect.objectContaining({ code: 'E_INVALID_ARGINS' }));
    for (const name of ['silent', 'promising'])
      expect(() => loaded.helpers[name]()).toThrow(expect.objectContaining({ code: 'E_HELPER_DEFINITION' }));
  });

  test('should fail with the exit of a helper within, rather than take it for its own', async () => {
    const exits = { rude: {} };
    await using loaded = await withHelpers({
      greet,
      outer: { exits, fn: async () => loaded.helpers.greet('nobody') },
    });
    const error = await loaded.helpers.outer().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'E_HELPER_THREW', cause: { code: 'rude' } });
  });

  test('should fail with what it threw, and say so when that is no error', async () => {
    await using loaded = await withHelpers({
      broken: { fn: async () => Promise.reject(Object.assign(new Error('no power'), { code: 'E_POWER' })) },
      strange: { fn: async () => Promise.reject('nothing') },
    });
    await expect(loaded.helpers.broken()).rejects.toMatchObject({ message: 'no power', code: 'E_POWER' });
    await expect(loaded.helpers.strange()).rejects.toMatchObject({ code: 'E_HELPER_THREW', raw: 'nothing' });
  });

  test('should fail when it takes longer than its timeout', async () => {
    await using loaded = await withHelpers({
      slow: { timeout: 5, fn: (_inputs: unknown, _exits: unknown) => {} },
    });
    await expect(loaded.helpers.slow()).rejects.toMatchObject({ code: 'E_HELPER_TIMEOUT' });
  });

  test('should find the app as this.sails', async () => {
    await using loaded = await withHelpers({
      where(this: unknown) {},
    }).catch((error: Error) => ({ error, [Symbol.asyncDispose]: async () => {} }));
    expect(loaded).toMatchObject({ error: { code: 'E_HELPER_DEFINITION' } });
    const fn = async function (this: { sails: Sails }) {
      return this.sails;
    };
    await using second = await withHelpers({ which: { fn } });
    expect(await second.helpers.which()).toBe(second.app);
  });

  test.each<[string, Record<string, unknown>]>([
    ['has no function', { broken: { inputs: {} } }],
    ['is no object', { broken: 7 }],
    ['has an input of no known type', { broken: { inputs: { a: { type: 'integer' } }, fn() {} } }],
    [
      'has a default that is none',
      { broken: { inputs: { a: { type: 'number', defaultsTo: 'x' } }, fn() {} } },
    ],
    ['has an exit that is none', { broken: { exits: { lost: 7 }, fn() {} } }],
    ['has args that name no input', { broken: { args: ['a'], fn() {} } }],
    ['has a strange timeout', { broken: { timeout: 'soon', fn() {} } }],
    ['has the name of another', { 'send-mail': greet, sendMail: greet }],
    ['has the name of a folder', { mail: greet, 'mail/send': greet }],
    ['has the name of a folder before it', { 'mail/send': greet, mail: greet }],
  ])('should fail the load when it %s', async (_what, definitions) => {
    await expect(withHelpers(definitions)).rejects.toMatchObject({ code: 'E_HELPER_DEFINITION' });
  });

  test('should be imported and called as it is, when defineHelper made it', async () => {
    const double = defineHelper({
      sync: true,
      inputs: { number: { type: 'number', required: true } },
      fn: ({ number }) => number * 2,
    });
    await using loaded = await withHelpers({ double });
    expect(double(4)).toBe(8);
    expect(double.with({ number: 4 })).toBe(8);
    expect(loaded.helpers.double(4)).toBe(8);
    expect(() => defineHelper({ inputs: { a: { type: 'text' as never } }, fn() {} })).toThrow(
      expect.objectContaining({ code: 'E_HELPER_DEFINITION' }),
    );
  });
});

for (const transport of transports) {
  test(`${transport}: should be called by an action, which turns its exit into one of its own`, async () => {
    await using lifted = await lift({
      helpers: { moduleDefinitions: { greet } },
      routes: { 'GET /greet/:name': { action: 'greet' }, 'GET /trust/:name': { action: 'trust' } },
      controllers: {
        moduleDefinitions: {
          greet: {
            inputs: { name: { type: 'string', required: true } },
            exits: { rude: { statusCode: 409 } },
            fn: async ({ name }: { name: string }) =>
              (
                lifted.app.helpers.greet as never as (name: string) => {
                  intercept(a: string, b: string): unknown;
                }
              )(name).intercept('rude', 'rude'),
          },
          trust: {
            inputs: { name: { type: 'string', required: true } },
            exits: { rude: { statusCode: 409 } },
            fn: async ({ name }: { name: string }) =>
              (lifted.app.helpers.greet as never as (name: string) => unknown)(name),
          },
        },
      },
    });
    const ask = lifted.via(transport);
    expect(await ask('GET /greet/Ann')).toMatchObject({ status: 200, body: 'Hello, Ann!' });
    expect(await ask('GET /greet/nobody')).toMatchObject({ status: 409 });
    expect(await ask('GET /trust/nobody')).toMatchObject({ status: 500 });
  });
}
