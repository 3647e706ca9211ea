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

    test('should keep two records from having one key when the model gets another primary key', async () => {
      await using place = await database.makePlace();
      const code = { type: 'string', maxLength: 9 } as const;
      const first = await start(place, { town: { attributes: { code } } });
      await first.orm.model('town').create({ code: 'a' });
      await first.orm.close();
      const named = {
        town: { primaryKey: 'code', attributes: { code: { ...code, required: true } } },
      } as const;
      const second = await start(place, named);
      await expect(second.orm.model('town').create({ code: 'a' })).rejects.toMatchObject({
        code: 'E_UNIQUE',
        attrNames: ['code'],
      });
      await second.orm.close();
      for (const number of [{ autoIncrement: true }, { required: true }]) {
        const attributes = { number: { type: 'number', ...number } };
        await expect(start(place, { town: { primaryKey: 'number', attributes } })).rejects.toMatchObject({
          code: 'E_ALTER_TABLE',
          message: expect.stringMatching(/^table town can't follow model town: it has no column number/),
        });
      }
    });

    test('should say which values stand against it when an attribute becomes unique', async () => {
      await using place = await database.makePlace();
      const code = { type: 'string', maxLength: 9 } as const;
      const { orm } = await start(place, { town: { attributes: { code } } });
      await orm.model('town').createEach([{ code: 'a' }, { code: 'a' }]);
      await orm.close();
      await expect(
        start(place, { town: { attributes: { code: { ...code, unique: true } } } }),
      ).rejects.toMatchObject({
        code: 'E_ALTER_TABLE',
        message: expect.stringMatching(/several of its records have the same code, which is to be unique/),
      });
    });

    test('should find again what it made when names are long', async () => {
      await using place = await database.makePlace();
      const long = 'of_a_length_that_nobody_would_like_to_type_but_somebody_did';
      const models = {
        one: { attributes: { [`ones_${long}`]: { collection: 'other', via: `others_${long}` } } },
        other: { attributes: { [`others_${long}`]: { collection: 'one', via: `ones_${long}` } } },
      } as const;
      for (let round = 1; round <= 2; round += 1) {
        const { orm, warnings } = await start(place, models);
        await orm.model('one').create({});
        await orm.model('other').create({ [`others_${long}`]: [round] });
        const found = await orm.model('one').find(round).populateAll();
        expect(found).toMatchObject([{ [`ones_${long}`]: [{ id: round }] }]);
        expect(warnings).toEqual([]);
        await orm.close();
      }
      if (database.kind === 'sqlite') return;
      for (const model of [
        { tableName: `t_${long}_and_more` },
        { attributes: { [`a_${long}_and_more`]: 'string' } },
      ]) {
        await expect(start(place, { one: model })).rejects.toMatchObject({
          code: 'E_INVALID_DEFINITION',
          message: expect.stringMatching(/has more than the 6[34] bytes that (postgres|mysql) takes/),
        });
      }
    });

    test('should know a table that is in another schema', async () => {
      if (database.kind === 'sqlite') return; // which has none
      await using place = await database.makePlace();
      await using admin = openDatastore('admin', place.settings);
      const [kind, drop] = database.kind === 'mysql' ? ['database', ''] : ['schema', ' cascade'];
      const zoo = `tt_zoo_${process.hrtime.bigint()}`;
      await admin.sendNativeQuery(`create ${kind} ${zoo}`);
      try {
        const email = { type: 'string', unique: true, maxLength: 50 } as const;
        for (const attributes of [{ email }, { email, age: 'number' }] as const) {
          const { orm } = await start(place, { animal: { tableName: `${zoo}.animal`, attributes } });
          const animal = orm.model('animal');
          const first = await animal.findOrCreate({ email: 'a' }, { email: 'a' });
          await expect(animal.create({ email: 'a' })).rejects.toMatchObject({
            code: 'E_UNIQUE',
            attrNames: ['email'],
          });
          const { id } = await animal.create({ id: Number(first.id) + 100 * Object.keys(attributes).length });
          expect(Number((await animal.create({})).id)).toBeGreaterThan(Number(id));
          await orm.close();
        }
      } finally {
        await admin.sendNativeQuery(`drop ${kind} ${zoo}${drop}`);
      }
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
