import type { AppOptions } from 'telltale';
import { describe, expect, test } from 'vitest';
import { type Lifted, lift, transports } from '../../test/transports.ts';

const models = {
  pet: { attributes: { name: 'string' } },
  toy: { attributes: { name: 'string' }, blueprints: { rest: true } },
};

function inProduction(options: AppOptions = {}): Promise<Lifted> {
  return lift({
    environment: 'production',
    orm: { moduleDefinitions: { models } },
    models: { migrate: 'alter' },
    datastores: { default: 'sqlite::memory:' },
    ...options,
  });
}

const closed = ({ log }: Lifted): string | undefined => log.warn.find((line) => line.includes('are closed'));

for (const transport of transports) {
  describe(`${transport}: the routes of models`, () => {
    test('should be closed in production, but for what a model opens', async () => {
      await using lifted = await inProduction();
      const ask = lifted.via(transport);
      for (const address of [
        'GET /pet',
        'POST /pet',
        'GET /pet/find',
        'GET /pet/create?name=x',
        'GET /toy/find/1',
      ])
        expect((await ask(address)).status, address).toBe(404);
      expect((await ask('GET /toy')).status).toBe(200);
      expect(closed(lifted)).toContain('rest of pet; shortcuts of pet, toy');
      expect(closed(lifted)).toMatch(
        /: \{ rest: true \} to open them, \{ rest: false, shortcuts: false \} to close/,
      );
      expect(closed(lifted)).toContain('Write in config/blueprints: { rest: true }');
    });

    test('should be open in production when they are opened by name', async () => {
      await using lifted = await inProduction({ blueprints: { rest: true, shortcuts: false } });
      const ask = lifted.via(transport);
      expect((await ask('GET /pet')).status).toBe(200);
      // Taken for the id of a pet.
      expect((await ask('GET /pet/find')).status).toBe(400);
      expect(closed(lifted)).toBeUndefined();
    });

    test('should still serve a route of the app to the action of a model', async () => {
      await using lifted = await inProduction({ routes: { 'GET /animals': 'pet/find' } });
      expect(await lifted.via(transport)('GET /animals')).toMatchObject({ status: 200, body: [] });
    });

    test('should be open in development, and nothing is said', async () => {
      await using lifted = await inProduction({ environment: 'development' });
      expect((await lifted.via(transport)('GET /pet/find')).status).toBe(200);
      expect(closed(lifted)).toBeUndefined();
    });
  });
}
