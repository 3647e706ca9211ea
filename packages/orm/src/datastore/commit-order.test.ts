/** What waits for commits, in the order of the commits. @module */
import { createOrm } from '@telltale/orm';
import { expect, test } from 'vitest';
import { onEachDatabase } from '../../test/databases.ts';
import { HoldingProxy } from '../../test/holding-proxy.ts';

const models = { account: { attributes: { name: { type: 'string' } } } } as const;

onEachDatabase(
  (database) => {
    async function open() {
      const place = await database.makePlace();
      const url = place.settings.url as string;
      const proxy = await HoldingProxy.to(url);
      const settings = { ...place.settings, url: proxy.through(url) };
      const orm = await createOrm({ models, datastores: { default: settings } });
      const { account } = orm.models;
      const { id } = await account.create({ name: 'start' });
      const told: string[] = [];
      return {
        proxy,
        told,
        orm,
        /** Writes to the one record; `after` is what the transaction itself does when it has committed. */
        write: (name: string, after: () => unknown = () => {}) =>
          orm.datastore().transaction(async () => {
            await account.updateOne(id).set({ name });
            await orm.datastore().onCommit(() => told.push(name));
            await orm.datastore().onCommit(after);
            await orm.datastore().onCommit(() => told.push(`${name} again`));
          }),
        async [Symbol.asyncDispose]() {
          proxy.release();
          await orm.close();
          await proxy[Symbol.asyncDispose]();
          await place[Symbol.asyncDispose]();
        },
      };
    }

    test('should be run in the order in which the database committed, whichever answer comes first', async () => {
      await using app = await open();
      const first = app.write('first');
      await app.proxy.committed(1);
      // It waited for the lock of the first one, which the database has let go.
      const second = app.write('second');
      await app.proxy.committed(2);
      for (let turns = 0; turns < 20; turns += 1) await new Promise(setImmediate);
      expect(app.told).toEqual([]);
      app.proxy.release();
      await Promise.all([first, second]);
      expect(app.told).toEqual(['first', 'first again', 'second', 'second again']);
    });

    test('should be run when the one before never hears of its commit', async () => {
      await using app = await open();
      const first = app.write('first');
      await app.proxy.committed(1);
      await app.write('second');
      expect(app.told).toEqual(['second', 'second again']);
      app.proxy.release();
      await first;
      expect(app.told).toEqual(['second', 'second again', 'first', 'first again']);
    });

    test('should be free to wait for a transaction of its own, while another one commits', async () => {
      await using app = await open();
      const first = app.write('first', () => app.write('within'));
      await app.proxy.committed(1);
      const second = app.write('second');
      await app.proxy.committed(2);
      app.proxy.release();
      await Promise.all([first, second]);
      expect(app.told.toSorted()).toEqual(
        ['first', 'second', 'within'].flatMap((name) => [name, `${name} again`]).toSorted(),
      );
      expect(app.told.indexOf('first')).toBe(0);
    });
  },
  ({ kind, name }) => kind !== 'sqlite' && !name.includes('without'),
);
