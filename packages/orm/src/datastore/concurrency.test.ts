/** Fifty writers at once: no update is lost, no record doubled, and every hook runs once. @module */
import { expect, test } from 'vitest';
import { createTestOrm, onEachDatabase } from '../../test/databases.ts';

const models = {
  account: {
    attributes: {
      name: { type: 'string', required: true, unique: true, maxLength: 20 },
      balance: { type: 'number' },
      version: { type: 'integer' },
    },
  },
  entry: {
    attributes: {
      account: { model: 'account', required: true },
      writer: { type: 'integer', required: true },
    },
  },
} as const;

onEachDatabase((database) => {
  test('should lose no update when fifty writers read and write one record in transactions', async () => {
    await using orm = await createTestOrm(database, { models });
    const { account, entry } = orm.models;
    const { id } = await account.create({ name: 'shared' });
    const committed: number[] = [];
    const writers = Array.from({ length: 50 }, (_, writer) =>
      orm.default.transaction(
        async () => {
          const found = (await account.findOne(id).forUpdate())!;
          await entry.create({ account: id, writer });
          await account.updateOne(id).set({ balance: found.balance + 1, version: found.version + 1 });
          await orm.default.onCommit(() => committed.push(writer));
          if (writer % 10 === 9) throw new Error(`writer ${writer} gives up`);
        },
        { retries: 10 },
      ),
    );
    const outcomes = await Promise.allSettled(writers);
    const failures = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(failures.map(({ reason }) => String(reason.message))).toEqual(
      [9, 19, 29, 39, 49].map((n) => `writer ${n} gives up`),
    );
    expect(await account.findOne(id)).toMatchObject({ balance: 45, version: 45 });
    const writersKept = (await entry.find()).map(({ writer }) => writer).sort((one, other) => one - other);
    expect(writersKept).toEqual(
      Array.from({ length: 50 }, (_, writer) => writer).filter((writer) => writer % 10 !== 9),
    );
    expect(committed.toSorted((one, other) => one - other)).toEqual(writersKept);
  });

  test('should create each unique value once when fifty writers create ten of them', async () => {
    await using orm = await createTestOrm(database, { models });
    const { account } = orm.models;
    const tries = Array.from({ length: 50 }, (_, at) => account.create({ name: `n${at % 10}` }).exec());
    const outcomes = await Promise.allSettled(tries);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ code: 'E_UNIQUE', attrNames: ['name'] });
    }
    expect(await account.count()).toBe(10);
  });

  test('should serve fifty readers and writers that use no transactions', async () => {
    await using orm = await createTestOrm(database, { models });
    const { account } = orm.models;
    await Promise.all(
      Array.from({ length: 50 }, async (_, at) => {
        const created = await account.create({ name: `n${at}`, balance: at });
        await account.updateOne(created.id).set({ balance: at * 2 });
        expect(await account.findOne(created.id)).toMatchObject({ name: `n${at}`, balance: at * 2 });
      }),
    );
    expect(await account.sum('balance')).toBe(2450);
  });
});
