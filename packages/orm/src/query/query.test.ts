/** How queries run: awaited, executed, with life-cycle callbacks, with replaced errors, as a stream. @module */
import { defineModel, Envelope, type OrmError, type Proceed, type Values } from '@telltale/orm';
import { describe, expect, test } from 'vitest';
import { createTestOrm, databases, onEachDatabase } from '../../test/databases.ts';
import { zoo } from '../../test/zoo.ts';

const [memory] = databases;

describe('a query', () => {
  test('should run once, when it is awaited, and not before', async () => {
    await using orm = await createTestOrm(memory!, { models: zoo });
    const query = orm.models.pet.create({ name: 'Rex' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(await orm.models.pet.count()).toBe(0);
    const [one, two, three] = [await query, await query.toPromise(), await query.exec()];
    expect([two, three]).toEqual([one, one]);
    expect(await orm.models.pet.count()).toBe(1);
  });

  test('should hand an error to the callback, and let what the callback throws be uncaught', async () => {
    await using orm = await createTestOrm(memory!, { models: zoo });
    const given = await new Promise<unknown[]>((resolve) => {
      orm.models.pet.find({ bogus: 1 } as never).exec((...all) => resolve(all));
    });
    expect(given).toEqual([expect.objectContaining({ code: 'E_INVALID_CRITERIA' })]);
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const uncaught = new Promise((resolve) => process.once('uncaughtException', resolve));
    orm.models.pet.find().exec(() => {
      throw new Error('in a callback');
    });
    expect(await uncaught).toMatchObject({ message: 'in a callback' });
    for (const listener of listeners) process.on('uncaughtException', listener);
    expect(() => orm.models.pet.find().exec('x' as never)).toThrow(/exec/);
  });

  test('should give a finally and a catch like a promise', async () => {
    await using orm = await createTestOrm(memory!, { models: zoo });
    const told: string[] = [];
    await orm.models.pet.find().finally(() => told.push('finally'));
    await orm.models.pet
      .find({ x: 1 } as never)
      .catch((error: unknown) => told.push((error as OrmError).code));
    expect(told).toEqual(['finally', 'E_INVALID_CRITERIA']);
  });

  test('should replace errors by intercept and tolerate', async () => {
    await using orm = await createTestOrm(memory!, { models: zoo });
    const { person } = orm.models;
    const twice = { name: 'Ann', email: 'a@x.io' };
    await person.create(twice);
    const create = () => person.create(twice);
    await expect(
      create()
        .intercept('E_UNIQUE', () => 'taken')
        .exec(),
    ).rejects.toMatchObject({ raw: 'taken', code: 'E_NON_ERROR', message: 'taken' });
    await expect(create().intercept('E_UNIQUE', 'taken').exec()).rejects.toBeInstanceOf(Envelope);
    await expect(
      create()
        .intercept((error) => new TypeError(error.message))
        .exec(),
    ).rejects.toBeInstanceOf(TypeError);
    await expect(create().intercept({ name: 'UsageError' }, 'x').exec()).rejects.toMatchObject({
      code: 'E_UNIQUE',
    });
    expect(await create().tolerate('E_UNIQUE')).toBeUndefined();
    expect(await create().tolerate(['E_X', 'E_UNIQUE'], (error) => error.name)).toBe('AdapterError');
    expect(await create().tolerate(() => 7)).toBe(7);
    await expect(create().tolerate('E_OTHER').exec()).rejects.toMatchObject({ code: 'E_UNIQUE' });
  });
});

describe('life-cycle callbacks', () => {
  test('should run in order around each write, async or with proceed, and see the values', async () => {
    const told: unknown[] = [];
    const Logged = defineModel({
      attributes: { name: 'string' },
      beforeCreate: [
        (values: Values, proceed: Proceed) => {
          values.name = `${String(values.name)}!`;
          setImmediate(proceed);
        },
        async (values: Values) => told.push(['beforeCreate', values.name]),
      ],
      afterCreate: async (record: Values) => told.push(['afterCreate', record.id, record.name]),
      beforeUpdate: (values: Values, proceed: Proceed) => {
        told.push(['beforeUpdate', values]);
        proceed();
      },
      afterUpdate: (record: Values) => void told.push(['afterUpdate', record.name]),
      beforeDestroy: (criteria: Values) => void told.push(['beforeDestroy', criteria]),
      afterDestroy: (record: Values, proceed: Proceed) => {
        told.push(['afterDestroy', record.name]);
        proceed();
      },
    });
    await using orm = await createTestOrm(memory!, { models: { logged: Logged } });
    const { logged } = orm.models;
    const values = { name: 'a' };
    await logged.create(values);
    await logged.createEach([{ name: 'b' }]);
    await logged.update({ name: 'a!' }).set({ name: 'c' });
    await logged.destroy({ name: 'c' });
    expect(values).toEqual({ name: 'a' });
    expect(told).toEqual([
      ['beforeCreate', 'a!'],
      ['afterCreate', 1, 'a!'],
      ['beforeCreate', 'b!'],
      ['afterCreate', 2, 'b!'],
      ['beforeUpdate', { name: 'c' }],
      ['afterUpdate', 'c'],
      ['beforeDestroy', { where: { name: 'c' } }],
      ['afterDestroy', 'c'],
    ]);
    told.length = 0;
    await logged.archive({ name: 'b!' });
    expect(told).toEqual([
      ['beforeDestroy', { where: { name: 'b!' } }],
      ['afterDestroy', 'b!'],
    ]);
    told.length = 0;
    await logged.create({ name: 'd' }).meta({ skipAllLifecycleCallbacks: true });
    expect(told).toEqual([]);
  });

  test('should stop the write when one fails before it', async () => {
    let how: 'throw' | 'proceed' | 'reject' = 'throw';
    const Guarded = defineModel({
      attributes: { name: 'string' },
      beforeCreate: (_values: Values, proceed: Proceed): unknown => {
        if (how === 'throw') throw new Error('throw');
        if (how === 'reject') return Promise.reject(new Error('reject'));
        return proceed('proceed');
      },
    });
    await using orm = await createTestOrm(memory!, { models: { guarded: Guarded } });
    for (how of ['throw', 'proceed', 'reject'] as const) {
      await expect(orm.models.guarded.create({ name: 'x' })).rejects.toThrow(how);
    }
    expect(await orm.models.guarded.count()).toBe(0);
  });
});

onEachDatabase((database) => {
  describe('stream', () => {
    const open = async () => {
      const orm = await createTestOrm(database, { models: zoo });
      await orm.models.pet.createEach(Array.from({ length: 95 }, (_, at) => ({ name: `p${at % 10}` })));
      return orm;
    };

    test('should give each record once, in batches, in the order that was asked for', async () => {
      await using orm = await open();
      const { pet } = orm.models;
      const ids: number[] = [];
      await pet.stream().eachRecord((record) => ids.push(record.id));
      expect(ids).toEqual(Array.from({ length: 95 }, (_, at) => at + 1));
      const sizes: number[] = [];
      await pet.stream({ name: { '!=': 'p0' } }).eachBatch(40, async (batch) => sizes.push(batch.length));
      expect(sizes).toEqual([40, 40, 5]);
      const sorted: string[] = [];
      for await (const { name } of pet.stream({ sort: 'name DESC', limit: 12 })) sorted.push(name);
      expect(sorted.join()).toBe('p9,p9,p9,p9,p9,p9,p9,p9,p9,p8,p8,p8');
      const populated: unknown[] = [];
      await pet
        .stream({ limit: 1 })
        .populate('owner')
        .eachRecord((record, proceed) => {
          populated.push(record.owner);
          proceed();
        });
      expect(populated).toEqual([null]);
    });

    test('should allow other queries meanwhile, and miss or double nothing while records go', async () => {
      await using orm = await open();
      const { pet } = orm.models;
      const seen: number[] = [];
      await pet.stream().eachRecord(async ({ id }) => {
        seen.push(id);
        if (id % 2 === 1) await pet.destroy(id);
      });
      expect(seen).toEqual(Array.from({ length: 95 }, (_, at) => at + 1));
      expect(await pet.count()).toBe(47);
    });

    test('should stop at an error, and refuse to run without a function', async () => {
      await using orm = await open();
      let count = 0;
      const failed = orm.models.pet.stream().eachRecord(() => {
        count += 1;
        if (count === 3) throw new Error('enough');
      });
      await expect(failed).rejects.toThrow('enough');
      expect(count).toBe(3);
      await expect(orm.models.pet.stream()).rejects.toMatchObject({ code: 'E_INVALID_ARGUMENT' });
      expect(() => orm.models.pet.stream().eachBatch(0, () => {})).toThrow(/size/);
    });
  });
});
