/** Transactions, native queries, pools, lost connections, slow queries. @module */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOrm, openDatastore, type TransactionContext } from '@telltale/orm';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { createTestOrm, onEachDatabase } from '../../test/databases.ts';
import { zoo } from '../../test/zoo.ts';

onEachDatabase((database) => {
  const open = () => createTestOrm(database, { models: zoo });

  describe('transaction', () => {
    test('should keep everything when it ends well, and nothing when it throws', async () => {
      await using orm = await open();
      const { person, pet } = orm.models;
      const kept = await orm.default.transaction(async () => {
        const ann = await person.create({ name: 'Ann' });
        await pet.create({ name: 'Rex', owner: ann.id });
        expect(await person.count()).toBe(1);
        return ann;
      });
      expect(kept.name).toBe('Ann');
      const failed = orm.default.transaction(async () => {
        await person.create({ name: 'Bob' });
        await pet.destroy({});
        throw new Error('no');
      });
      await expect(failed).rejects.toThrow('no');
      expect(await person.find()).toMatchObject([{ name: 'Ann' }]);
      expect(await pet.find().populate('owner')).toMatchObject([{ owner: { name: 'Ann' } }]);
    });

    test('should be joined by model calls in helpers, and not by code outside of it', async () => {
      await using orm = await open();
      const { person } = orm.models;
      const helper = async () => {
        await new Promise((resolve) => setImmediate(resolve));
        await person.create({ name: 'Inside' });
        expect(orm.default.isInTransaction).toBe(true);
      };
      await expect(
        orm.default.transaction(async () => {
          await Promise.all([helper(), helper()]);
          throw new Error('no');
        }),
      ).rejects.toThrow('no');
      expect(orm.default.isInTransaction).toBe(false);
      expect(await person.count()).toBe(0);
    });

    test('should run onCommit after the commit, in order, and drop it with a rollback', async () => {
      await using orm = await open();
      const { person } = orm.models;
      const told: unknown[] = [];
      await orm.default.transaction(async () => {
        await person.create({ name: 'Ann' });
        await orm.default.onCommit(async () =>
          told.push(`first, ${orm.default.isInTransaction}, ${await person.count()}`),
        );
        await orm.default.onCommit(() => told.push('second'));
        await orm.default.beforeCommit(async () =>
          told.push(`before, ${orm.default.isInTransaction}, ${await person.count()}`),
        );
        expect(told).toEqual([]);
      });
      expect(told).toEqual(['before, true, 1', 'first, false, 1', 'second']);
      const failed = orm.default.transaction(async () => {
        await orm.default.onCommit(() => told.push('never'));
        throw new Error('no');
      });
      await expect(failed).rejects.toThrow('no');
      await orm.default.onCommit(() => told.push('at once'));
      expect(told.slice(3)).toEqual(['at once']);
    });

    test('should still count as committed when a function given to onCommit fails', async () => {
      await using orm = await open();
      const told: string[] = [];
      const result = await orm.default.transaction(async () => {
        await orm.default.onCommit(() => {
          throw new Error('hook broke');
        });
        await orm.default.onCommit(() => told.push('next'));
        return 'done';
      });
      expect([result, told]).toEqual(['done', ['next']]);
      expect(orm.warnings.join()).toContain('hook broke');
    });

    test('should take back only the inner part when a nested one fails', async () => {
      await using orm = await open();
      const { person } = orm.models;
      const told: string[] = [];
      await orm.default.transaction(async () => {
        await person.create({ name: 'Outer', email: 'o@x.io' });
        const inner = orm.default.transaction(async () => {
          await person.create({ name: 'Inner' });
          await orm.default.onCommit(() => told.push('inner'));
          await person.create({ name: 'Twice', email: 'o@x.io' });
        });
        await expect(inner).rejects.toMatchObject({ code: 'E_UNIQUE' });
        await orm.default.transaction(async () => {
          await person.create({ name: 'Second' });
          await orm.default.onCommit(() => told.push('second'));
        });
        await person.create({ name: 'After' });
      });
      expect((await person.find()).map(({ name }) => name)).toEqual(['Outer', 'Second', 'After']);
      expect(told).toEqual(['second']);
    });

    test('should keep what runs beside a nested one that fails', async () => {
      await using orm = await open();
      const { person } = orm.models;
      await orm.default.transaction(async () => {
        const nested = orm.default.transaction(async () => {
          await person.create({ name: 'Inner' });
          await new Promise((resolve) => setImmediate(resolve));
          throw new Error('no');
        });
        const beside = person.create({ name: 'Beside' }).exec();
        await expect(nested).rejects.toThrow('no');
        await beside;
      });
      expect(await person.find()).toMatchObject([{ name: 'Beside' }]);
    });

    test('should go on after a write that failed, on every database', async () => {
      await using orm = await open();
      const { person } = orm.models;
      await orm.default.transaction(async () => {
        await person.create({ name: 'Ann', email: 'a@x.io' });
        expect(await person.create({ name: 'Bob', email: 'a@x.io' }).tolerate('E_UNIQUE')).toBeUndefined();
        const names = ['Cem', 'Dan', 'Eve'];
        const tries = names.map((name) =>
          person.create({ name, email: name === 'Dan' ? 'a@x.io' : `${name}@x.io` }).exec(),
        );
        expect((await Promise.allSettled(tries)).map(({ status }) => status)).toEqual([
          'fulfilled',
          'rejected',
          'fulfilled',
        ]);
      });
      expect((await person.find().sort('name')).map(({ name }) => name)).toEqual(['Ann', 'Cem', 'Eve']);
    });

    test('should wait for queries that nobody awaited', async () => {
      await using orm = await open();
      await orm.default.transaction(async () => {
        void orm.models.person.create({ name: 'Ann', friends: [1], pets: [1] }).exec();
      });
      expect(await orm.models.person.findOne(1).populate('friends')).toMatchObject({
        friends: [{ name: 'Ann' }],
      });
    });

    test('should commit all or nothing, and tell which, when a query that failed is passed over', async () => {
      await using orm = await open();
      const { person } = orm.models;
      await orm.default.sendNativeQuery(`drop table ${database.kind === 'mysql' ? '`course`' : '"course"'}`);
      const told: string[] = [];
      const passOver: Record<string, () => Promise<unknown>> = {
        'of a model': () => orm.models.course.find().tolerate().exec(),
        'by Kysely': () =>
          orm.default.kysely
            .selectFrom('course')
            .selectAll()
            .execute()
            .catch(() => {}),
      };
      for (const [name, failing] of Object.entries(passOver)) {
        const outcome = await orm.default
          .transaction(async () => {
            await person.create({ name });
            await orm.default.onCommit(() => told.push(name));
            await failing();
          })
          .then(
            () => 'committed',
            (error: { code: string }) => error.code,
          );
        // PostgreSQL undoes a transaction in which a read has failed.
        const isUndone = database.kind === 'postgres';
        expect(outcome, name).toBe(isUndone ? 'E_TRANSACTION_UNDONE' : 'committed');
        expect(told.includes(name), name).toBe(!isUndone);
        expect(await person.count({ name }), name).toBe(isUndone ? 0 : 1);
      }
    });

    test('should go on after a query that failed in a transaction of its own inside', async () => {
      await using orm = await open();
      const { person, course } = orm.models;
      await orm.default.sendNativeQuery(`drop table ${database.kind === 'mysql' ? '`course`' : '"course"'}`);
      await orm.default.transaction(async () => {
        await person.create({ name: 'Ann' });
        await expect(orm.default.transaction(async () => void (await course.find()))).rejects.toMatchObject({
          code: 'E_MISSING_TABLE',
        });
        const passedOver = orm.default.transaction(async () => void (await course.find().tolerate()));
        if (database.kind === 'postgres')
          await expect(passedOver).rejects.toMatchObject({ code: 'E_TRANSACTION_UNDONE' });
        else await passedOver;
        await person.create({ name: 'Bob' });
      });
      expect((await person.find().sort('name')).map(({ name }) => name)).toEqual(['Ann', 'Bob']);
    });

    test('should refuse the transaction of another datastore', async () => {
      await using orm = await open();
      await using other = await open();
      await orm.default.transaction(async (connection) => {
        expect(() => other.models.person.create({ name: 'Ann' }).usingConnection(connection)).toThrow(
          expect.objectContaining({
            code: 'E_INVALID_ARGUMENT',
            message: expect.stringContaining("datastore 'default'"),
          }),
        );
      });
      expect(await orm.models.person.count()).toBe(0);
    });

    test('should take a connection by hand, and refuse one that has ended', async () => {
      await using orm = await open();
      const { person } = orm.models;
      let kept: TransactionContext | undefined;
      const failed = orm.default.transaction(async (connection, _proceed) => {
        kept = connection;
        await person.create({ name: 'Ann' }).usingConnection(connection);
        _proceed(new Error('no'));
      });
      await expect(failed).rejects.toThrow('no');
      expect(await person.count()).toBe(0);
      await expect(person.create({ name: 'Bob' }).usingConnection(kept).exec()).rejects.toMatchObject({
        code: 'E_TRANSACTION_CLOSED',
      });
      expect(() => person.find().usingConnection({})).toThrow(/usingConnection/);
    });
  });

  describe('sendNativeQuery', () => {
    test('should bind values to numbered places on every database', async () => {
      await using orm = await open();
      await orm.models.pet.createEach([{ name: "R'ex" }, { name: '$1' }]);
      const { rows } = await orm.default.sendNativeQuery(
        "select pet_name as name, '$1' as text from pet where pet_name in ($2, $1) /* $9 */ order by id -- $8",
        ['$1', "R'ex"],
      );
      expect(rows.map((row) => ({ ...row }))).toEqual([
        { name: "R'ex", text: '$1' },
        { name: '$1', text: '$1' },
      ]);
      const changed = await orm.default.sendNativeQuery('update pet set pet_name = $1', ['x']);
      expect(changed.rowCount).toBe(2);
      await expect(orm.default.sendNativeQuery('select $2', [1])).rejects.toMatchObject({
        code: 'E_INVALID_ARGUMENT',
      });
      await expect(orm.default.sendNativeQuery('selec 1')).rejects.toMatchObject({ code: 'E_QUERY_FAILED' });
    });

    test('should be part of the transaction around it', async () => {
      await using orm = await open();
      const failed = orm.default.transaction(async () => {
        await orm.default.sendNativeQuery("insert into pet (pet_name) values ('x')");
        throw new Error('no');
      });
      await expect(failed).rejects.toThrow('no');
      expect(await orm.models.pet.count()).toBe(0);
    });
  });

  test('should say that it is closed when a query comes too late', async () => {
    await using orm = await open();
    await orm.close();
    await expect(orm.models.person.find()).rejects.toMatchObject({ code: 'E_DATASTORE_CLOSED', status: 503 });
    await expect(orm.default.transaction(() => 1)).rejects.toMatchObject({ code: 'E_DATASTORE_CLOSED' });
  });

  test('should tell a query that is slower than the threshold, without its values', async () => {
    await using orm = await createTestOrm(database, { models: zoo, settings: { slowQueryThreshold: 0 } });
    await orm.models.pet.find({ name: 'secret' });
    expect(orm.statements).toHaveLength(1);
    expect(orm.statements[0]).toMatch(/^select .*pet_name/);
    expect(orm.statements[0]).not.toContain('secret');
  });

  test('should say that no connection was free when a transaction keeps the last one too long', async () => {
    await using orm = await createTestOrm(database, {
      models: zoo,
      settings: { pool: { max: 1, acquireTimeout: 300 } },
    });
    let end = () => {};
    const held = new Promise<void>((resolve) => {
      end = resolve;
    });
    let entered = () => {};
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const transaction = orm.default.transaction(async () => {
      entered();
      await held;
    });
    await inside;
    await expect(orm.models.person.find()).rejects.toMatchObject({ code: 'E_POOL_TIMEOUT', status: 503 });
    end();
    await transaction;
    expect(await orm.models.person.find()).toEqual([]);
  });

  if (database.kind !== 'sqlite') {
    test('should tell a deadlock by its code, and end it when it may try again', async () => {
      await using orm = await open();
      const { person } = orm.models;
      await person.createEach([
        { name: 'Ann', age: 0 },
        { name: 'Bob', age: 0 },
      ]);
      const meet = (retries: number) => {
        let arrived = 0;
        let open = () => {};
        const both = new Promise<void>((resolve) => {
          open = resolve;
        });
        const change = (order: readonly number[]) =>
          orm.default.transaction(
            async () => {
              await person.updateOne(order[0]!).set({ name: 'x' });
              arrived += 1;
              if (arrived === 2) open();
              await both;
              await person.updateOne(order[1]!).set({ name: 'y' });
            },
            { retries },
          );
        return Promise.allSettled([change([1, 2]), change([2, 1])]);
      };
      const outcomes = await meet(0);
      const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
      expect(reasons).toMatchObject([{ code: 'E_TRANSACTION_CONFLICT', status: 503 }]);
      expect((await meet(3)).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    });

    test('should keep all or nothing of a transaction that passes over a deadlock', async () => {
      await using orm = await open();
      const { person, pet } = orm.models;
      await person.createEach([{ name: 'Ann' }, { name: 'Bob' }]);
      let arrived = 0;
      let meet = () => {};
      const both = new Promise<void>((resolve) => {
        meet = resolve;
      });
      const told: number[] = [];
      const change = (one: number, other: number) =>
        orm.default.transaction(async () => {
          await pet.create({ name: 'before', owner: one });
          await orm.default.onCommit(() => told.push(one));
          await person.updateOne(one).set({ age: one });
          arrived += 1;
          if (arrived === 2) meet();
          await both;
          await person.updateOne(other).set({ age: one }).tolerate('E_TRANSACTION_CONFLICT');
          await pet.create({ name: 'after', owner: one });
        });
      const outcomes = await Promise.allSettled([change(1, 2), change(2, 1)]);
      const kept = outcomes.flatMap(({ status }, at) => (status === 'fulfilled' ? [at + 1] : []));
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected')
          expect(outcome.reason).toMatchObject({ code: 'E_TRANSACTION_CONFLICT' });
      }
      expect(told.toSorted()).toEqual(kept);
      for (const owner of [1, 2]) {
        const names = (await pet.find({ owner }).sort('id')).map(({ name }) => name);
        expect(names).toEqual(kept.includes(owner) ? ['before', 'after'] : []);
      }
    });

    test('should not see what others commit meanwhile when it reads repeatably', async () => {
      await using orm = await open();
      const { person } = orm.models;
      const counts = await orm.default.transaction(
        async () => {
          const before = await person.count();
          await orm.default.root.insertInto('person').values({ name: 'Other' }).execute();
          return [before, await person.count()];
        },
        { isolation: 'repeatable read' },
      );
      expect(counts).toEqual([0, 0]);
      expect(await person.count()).toBe(1);
    });

    const kill =
      database.kind === 'postgres'
        ? 'select pg_terminate_backend(pid) from pg_stat_activity where pid = $1'
        : 'kill connection $1';
    const myId =
      database.kind === 'postgres' ? 'select pg_backend_pid() as id' : 'select connection_id() as id';

    describe('a lost connection', () => {
      test('should be replaced when it is lost between two queries', async () => {
        await using orm = await createTestOrm(database, { models: zoo, settings: { pool: { max: 1 } } });
        await using admin = openDatastore('admin', databaseUrl(database.kind));
        for (let round = 0; round < 3; round += 1) {
          const { rows } = await orm.default.sendNativeQuery(myId);
          await admin.sendNativeQuery(kill, [Number(rows[0]!.id)]).catch(() => {});
          expect(await orm.models.person.count()).toBe(0);
        }
      });

      test('should fail the transaction with a code when it is lost inside, and leave nothing of it', async () => {
        await using orm = await open();
        await using admin = openDatastore('admin', databaseUrl(database.kind));
        const failed = orm.default.transaction(async () => {
          await orm.models.person.create({ name: 'Ann' });
          const { rows } = await orm.default.sendNativeQuery(myId);
          await admin.sendNativeQuery(kill, [Number(rows[0]!.id)]).catch(() => {});
          await orm.models.person.create({ name: 'Bob' });
        });
        await expect(failed).rejects.toMatchObject({ code: expect.stringMatching(/^E_CONN/), status: 503 });
        expect(await orm.models.person.create({ name: 'Cem' })).toMatchObject({ name: 'Cem' });
        expect(await orm.models.person.count()).toBe(1);
      });

      test.each([
        ['the server', (url: URL) => Object.assign(url, { port: '1' }), ':1'],
        ['the host', (url: URL) => Object.assign(url, { hostname: 'nowhere.invalid' }), 'nowhere.invalid'],
        ['the database', (url: URL) => Object.assign(url, { pathname: '/tt_no_such_db' }), 'tt_no_such_db'],
        ['the user', (url: URL) => Object.assign(url, { username: 'tt_nobody' }), 'tt_nobody'],
      ])(
        'should fail to load with a code, and say where and what to check, without %s',
        async (_what, change, told) => {
          const url = new URL(databaseUrl(database.kind));
          if (told !== 'tt_no_such_db') url.password = 'sEcret';
          const { href } = change(url);
          const error = await createOrm({
            datastores: { main: { url: href, pool: { acquireTimeout: 2_000 } } },
            defaults: { datastore: 'main' },
            models: { person: { attributes: { name: 'string' } } },
          }).catch((caught: unknown) => caught);
          expect(error).toMatchObject({ code: 'E_CONNECT_FAILED', status: 503 });
          const { message } = error as Error;
          expect(message).toContain("datastore 'main'");
          expect(message).toContain(told);
          expect(message).toContain(url.host);
          expect(message).toContain(`${database.kind}://user:password@host:port/database`);
          expect(message).toContain('create database');
          expect(String((error as Error).stack) + JSON.stringify(error)).not.toContain('sEcret');
        },
      );

      test('should be told with a code when the server can not be reached at all', async () => {
        const scheme = database.kind === 'postgres' ? 'postgres' : 'mysql';
        await using datastore = openDatastore('gone', `${scheme}://u:secret@127.0.0.1:1/x`);
        const error = await datastore.sendNativeQuery('select 1').catch((caught: unknown) => caught);
        expect(error).toMatchObject({ code: 'E_CONNECT_FAILED', status: 503 });
        expect(String(error)).not.toContain('secret');
      });
    });
  }
});

function databaseUrl(kind: string): string {
  return kind === 'postgres'
    ? (process.env.POSTGRES_URL ?? 'postgres://postgres:test@127.0.0.1:5432/test')
    : (process.env.MYSQL_URL ?? 'mysql://root@127.0.0.1:3306/test');
}

test('should wait for another process that writes to a file of SQLite, and hold nothing up meanwhile', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tt_busy_'));
  const url = `sqlite:${join(folder, 'app.db')}`;
  const other = new BetterSqlite(join(folder, 'app.db'));
  try {
    await using orm = await createOrm({
      datastores: { default: { url, pool: { acquireTimeout: 2_000 } } },
      models: { person: { attributes: { name: 'string' } } },
    });
    const person = orm.model('person');
    for (const write of [
      () => person.create({ name: 'Ann' }).exec(),
      () => orm.datastore().transaction(() => person.create({ name: 'Bob' }).exec()),
    ]) {
      other.exec('begin immediate');
      const written = write();
      // This timer would not go off if the waiting were SQLite's own.
      setTimeout(() => other.exec('commit'), 50);
      await written;
    }
    expect(await person.count()).toBe(2);
    other.exec('begin immediate');
    await expect(person.create({ name: 'Cem' })).rejects.toMatchObject({ code: 'E_TRANSACTION_CONFLICT' });
    other.exec('rollback');
    expect(await person.create({ name: 'Cem' })).toMatchObject({ id: 3 });
  } finally {
    other.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('should fail to load with a code, and name the file, when SQLite can not open it', async () => {
  for (const url of ['sqlite:/', `sqlite:${import.meta.filename}`]) {
    const error = await createOrm({
      datastores: { default: url },
      models: { person: { attributes: { name: 'string' } } },
    }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'E_CONNECT_FAILED', status: 503 });
    expect((error as Error).message).toContain(url.slice('sqlite:'.length));
  }
});

test('should name the nearest setting, pool setting or kind of database when one is misspelt', () => {
  const cases: [object | string, RegExp][] = [
    [
      { ulr: 'sqlite::memory:' },
      /^datastore 'main': unknown setting 'ulr'; known: url, .*\. Did you mean 'url'\?$/,
    ],
    [{ url: 'sqlite::memory:', pol: {} }, /unknown setting 'pol'.*Did you mean 'pool'\?$/],
    [{ pool: { maximum: 3 } }, /unknown setting 'pool\.maximum'; known: max, idleTimeout, acquireTimeout$/],
    [{ pool: { idleTimout: 3 } }, /unknown setting 'pool\.idleTimout'.*Did you mean 'idleTimeout'\?$/],
    [{ pool: 3 }, /`pool` is an object such as \{ max: 10 \}; got 3/],
    ['postgre://h/d', /begins with 'postgre:'.*Did you mean 'postgres:'\?$/],
  ];
  for (const [settings, message] of cases)
    expect(() => openDatastore('main', settings as never)).toThrow(
      expect.objectContaining({ code: 'E_INVALID_DATASTORE', message: expect.stringMatching(message) }),
    );
});

test('should say which URLs it takes when it is given another', () => {
  for (const url of ['redis://x', 'nonsense', '', 'postgres://:::', 7, null] as string[]) {
    expect(() => openDatastore('main', { url: url as string })).toThrow(/datastore 'main'/);
  }
  expect(() => openDatastore('main', 'postgre://u:secret@h/d')).toThrow(
    expect.not.stringContaining('secret'),
  );
});
