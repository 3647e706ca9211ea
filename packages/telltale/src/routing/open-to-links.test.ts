/** Routes by which a link on another page could change something. @module */
import type { AppOptions } from 'telltale';
import { describe, expect, test } from 'vitest';
import { type Lifted, lift, transports } from '../../test/transports.ts';

const controllers = {
  moduleDefinitions: {
    'task/clear': (_req: unknown, res: { ok(): void }) => res.ok(),
    'task/index': (_req: unknown, res: { ok(): void }) => res.ok(),
    'page/home': (_req: unknown, res: { ok(): void }) => res.ok(),
  },
};

const open = (options: AppOptions): Promise<Lifted> => lift({ controllers, ...options } as AppOptions);
const told = ({ log }: Lifted): string[] => log.warn.filter((line) => line.includes('plain link'));

describe('an action that every verb reaches', () => {
  test('should be warned of in production when its own routes take no GET', async () => {
    const routes = { 'POST /tasks/clear': 'task/clear', 'GET /': 'page/home', '/any': 'task/index' };
    await using lifted = await open({
      routes,
      environment: 'production',
      blueprints: { actions: true },
    });
    expect(told(lifted)).toEqual([expect.stringContaining('can run task/clear, with')]);
    expect(told(lifted)[0]).toContain("{ actions: 'POST' }");
  });

  test('should be warned of when GET needs no token and no route of its own takes it', async () => {
    const routes = { 'GET /': 'page/home' };
    await using lifted = await open({ routes, security: { csrf: true }, blueprints: { actions: true } });
    expect(told(lifted)).toEqual([
      expect.stringMatching(/can run task\/clear, task\/index, with.*GET needs no token/),
    ]);
  });

  test('should not be warned of when nothing says that it changes something, or no route is there', async () => {
    const production = { environment: 'production' };
    for (const options of [
      { ...production, blueprints: { actions: true } },
      { routes: { 'POST /clear': 'task/clear' }, blueprints: { actions: true } },
      { routes: { 'POST /clear': 'task/clear' }, blueprints: { actions: false }, ...production },
      { routes: { 'POST /clear': 'task/clear' }, blueprints: { actions: 'POST' }, security: { csrf: true } },
      { routes: { 'POST /clear': 'task/clear' }, blueprints: { actions: ['POST', 'PUT'] }, ...production },
    ] as AppOptions[]) {
      await using lifted = await open(options);
      expect(told(lifted)).toEqual([]);
    }
  });
});

describe.each(transports)('%s: actions that get routes for some verbs only', (transport) => {
  test('should answer those, and no others', async () => {
    for (const actions of ['POST', ['POST', 'DELETE']] as const) {
      await using lifted = await open({ blueprints: { actions } });
      const ask = lifted.via(transport);
      expect((await ask('POST /task/clear')).status).toBe(200);
      expect((await ask('POST /task')).status).toBe(200);
      expect((await ask('GET /task/clear')).status).toBe(404);
      expect((await ask('GET /task')).status).toBe(404);
      expect((await ask('DELETE /task/clear')).status).toBe(actions === 'POST' ? 404 : 200);
    }
  });
});

test.each([['GTE'], [[]], ['post'], [['POST', 7]], [{}]])(
  'should stop the lift when actions are %j',
  async (actions) => {
    await expect(open({ blueprints: { actions } } as never)).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining("true, false, or verbs such as 'POST' or ['GET', 'POST']"),
    });
  },
);
