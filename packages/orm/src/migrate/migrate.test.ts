/** Tables follow the models: alter, drop, safe, and migrations written by hand. @module */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMigrator, createOrm, type OrmOptions, openDatastore, runMigrations } from '@telltale/orm';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { onEachDatabase, type Place } from '../../test/databases.ts';

onEachDatabase(
  (database) => {
    const start = (place: Place, models: Record<string, object>, more: Partial<OrmOptions<object>> = {}) => {
      const warnings: string[] = [];
      const log = { warn: (message: string) => warnings.push(message) };
      return createOrm({ datastores: { default: place.settings }, log, ...more, models }).then((orm) => ({
        orm,
        warnings,
      }));
    };

    test('should add what is missing, keep all data, and say what it leaves', async () => {
      await using place = await database.makePlace();
      const first = await start(place, { user: { attributes: { name: 'string', gone: 'string' } } });
      await first.orm.model('user').create({ ...{ name: 'Ann', gone: 'kept' } });
      await first.orm.close();

      const models = {
        user: {
          attributes: {
            name: { type: 'string', unique: true },
            age: { type: 'number', defaultsTo: 7 },
            isOn: 'boolean',
            boss: { model: 'user' },
            pets: { collection: 'pet', via: 'owners' },
          },
        },
        pet: { attributes: { owners: { collection: 'user', via: 'pets' } } },
      } as const;
      const second = await start(place, models);
      expect(await second.orm.model('user').find()).toMatchObject([
        { name: 'Ann', age: 7, isOn: false, boss: null },
      ]);
      expect(second.warnings.join()).toMatch(
        /table user has columns that model user doesn't know: gone;.*left as they are/,
      );
      const { rows } = await second.orm.datastore().sendNativeQuery(`select gone from ${quoted('user')}`);
      expect(rows).toMatchObject([{ gone: 'kept' }]);
      await expect(second.orm.model('user').create({ ...{ name: 'Ann' } })).rejects.toMatchObject({
        code: 'E_UNIQUE',
        attrNames: ['name'],
      });
      await second.orm.close();

      const third = await start(place, models);
      expect(third.warnings).toHaveLength(1);
      const indexes = await third.orm.datastore().dialect.indexesOf(third.orm.datastore().root, 'user');
      expect(indexes.filter(({ columns }) => columns.join() === 'name')).toMatchObject([{ unique: true }]);
      expect(indexes.filter(({ columns }) => columns.join() === 'boss')).toMatchObject([{ unique: false }]);
      const join = await third.orm
        .datastore()
        .dialect.indexesOf(third.orm.datastore().root, 'pet_owners__user_pets');
      expect(join.filter(({ unique }) => unique).map(({ columns }) => columns.length)).toContain(2);
      await third.orm.close();
    });

    test('should name the attributes of a unique index that somebody else made', async () => {
      await using place = await database.makePlace();
      const { orm } = await start(place, {
        place: {
          attributes: {
            town: { type: 'string', size: 40 },
            road: { type: 'string', columnName: 'road_name', size: 40 },
          },
        },
      });
      await orm.datastore().sendNativeQuery('create unique index somebodys on place (town, road_name)');
      const model = orm.model('place');
      await model.create({ ...{ town: 'a', road: 'b' } });
      await expect(model.create({ ...{ town: 'a', road: 'b' } })).rejects.toMatchObject({
        code: 'E_UNIQUE',
        attrNames: ['town', 'road'],
      });
      await orm.close();
    });

    test('should begin anew with drop, and change nothing with safe and in production', async () => {
      await using place = await database.makePlace();
      const models = { user: { attributes: { name: 'string' } } };
      for (const more of [{ defaults: { migrate: 'safe' as const } }, { environment: 'production' }]) {
        const { orm } = await start(place, models, more);
        await expect(orm.model('user').find()).rejects.toMatchObject({
          code: 'E_MISSING_TABLE',
          message: expect.stringContaining("migrate: 'alter'"),
        });
        expect(await orm.unreadable()).toMatchObject([{ code: 'E_MISSING_TABLE', modelIdentity: 'user' }]);
        await orm.close();
      }
      for (let round = 0; round < 2; round += 1) {
        const { orm } = await start(place, models, { defaults: { migrate: 'drop' } });
        expect(await orm.model('user').create({})).toMatchObject({ id: 1 });
        await orm.close();
      }
      const { orm } = await start(place, models, { environment: 'production' });
      expect(await orm.model('user').count()).toBe(1);
      expect(await orm.unreadable()).toEqual([]);
      await orm.close();
      const wider = { user: { attributes: { name: 'string', age: 'number' } } };
      const ahead = await start(place, wider, { environment: 'production' });
      expect(await ahead.orm.unreadable()).toMatchObject([
        { code: 'E_MISSING_TABLE', message: expect.stringContaining('age') },
      ]);
      await ahead.orm.close();
    });

    test('should run migrations written by hand in order, once, and tell which one failed', async () => {
      await using place = await database.makePlace();
      await using datastore = openDatastore('default', place.settings);
      const ran: string[] = [];
      const migration = (name: string) => ({
        up: async (db: Parameters<typeof createMigrator>[0]['root']) => {
          ran.push(name);
          await sql`create table ${sql.table(name)} (id integer)`.execute(db);
        },
      });
      const migrations = { '2_b': migration('b'), '1_a': migration('a') };
      expect(await runMigrations(datastore, { migrations })).toEqual(['1_a', '2_b']);
      expect(await runMigrations(datastore, { migrations })).toEqual([]);
      expect(ran).toEqual(['a', 'b']);
      const broken = { ...migrations, '3_c': { up: () => Promise.reject(new Error('broke')) } };
      await expect(runMigrations(datastore, { migrations: broken })).rejects.toMatchObject({
        code: 'E_MIGRATION_FAILED',
        message: 'migration 3_c failed: broke',
      });
      const all = await createMigrator(datastore, { migrations }).getMigrations();
      expect(all.map(({ name, executedAt }) => [name, executedAt instanceof Date])).toEqual([
        ['1_a', true],
        ['2_b', true],
      ]);

      const folder = mkdtempSync(join(tmpdir(), 'tt_migrations_'));
      writeFileSync(join(folder, '1_a.mjs'), 'export const up = async () => {};');
      writeFileSync(join(folder, '2_b.mjs'), 'export const up = async () => {};');
      writeFileSync(
        join(folder, '4_d.mjs'),
        'export async function up(db) { await db.schema.createTable("d").addColumn("x", "integer").execute(); }',
      );
      expect(await runMigrations(datastore, { folder })).toEqual(['4_d']);
      expect((await datastore.sendNativeQuery('select x from d')).rows).toEqual([]);
      rmSync(folder, { recursive: true });
    });

    function quoted(name: string): string {
      return database.kind === 'mysql' ? `\`${name}\`` : `"${name}"`;
    }
  },
  ({ name }) => name !== 'sqlite in memory',
); // where everything goes with the connection
