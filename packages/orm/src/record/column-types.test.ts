/** Values and keys in columns of types that a program chooses, the same on every database. @module */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createTestOrm, onEachDatabase } from '../../test/databases.ts';

onEachDatabase((database) => {
  const ofKind = (postgres: string, other: string) => (database.kind === 'postgres' ? postgres : other);

  test('should find, populate and search records by keys that are UUIDs', async () => {
    const id = { type: 'string', required: true, columnType: ofKind('uuid', 'char(36)') } as const;
    await using orm = await createTestOrm(database, {
      models: {
        parent: { attributes: { id, children: { collection: 'child', via: 'parent' } } },
        child: { attributes: { parent: { model: 'parent' }, tags: { collection: 'tag', via: 'children' } } },
        tag: { attributes: { id, children: { collection: 'child', via: 'tags' } } },
      } as const,
    });
    const { parent, child, tag } = orm.models;
    // More than are written out one by one.
    const ids = Array.from({ length: 150 }, () => randomUUID()).sort();
    await parent.createEach(ids.map((key) => ({ id: key })));
    await child.createEach(ids.map((key) => ({ parent: key })));
    await tag.create({ id: ids[0]!, children: [1, 2] });
    expect(await parent.count({ id: ids })).toBe(150);
    const found = await parent.find().populate('children');
    expect(found.map(({ children }) => children.length)).toEqual(ids.map(() => 1));
    expect((await child.find(1).populate('tags'))[0]!.tags).toMatchObject([{ id: ids[0] }]);
    for (const part of [{ startsWith: ids[3] }, { contains: ids[3]!.slice(4, 30) }, { endsWith: ids[3] }])
      expect(await parent.find({ id: part })).toMatchObject([{ id: ids[3] }]);
    expect(await parent.find({ id: { like: `${ids[3]!.slice(0, 20)}%` } })).toMatchObject([{ id: ids[3] }]);
  });

  test('should keep integers only in an integer column, and compare it with any number', async () => {
    await using orm = await createTestOrm(database, {
      models: { item: { attributes: { count: { type: 'number', columnType: 'int' } } } } as const,
    });
    const { item } = orm.models;
    await item.createEach([{ count: 1 }, { count: 2 }]);
    await expect(item.create({ count: 1.5 })).rejects.toMatchObject({ code: 'E_INVALID_NEW_RECORD' });
    expect(await item.find({ count: { '>': 1.5 } })).toMatchObject([{ count: 2 }]);
    expect(await item.count({ count: { '<': 2 ** 40 } })).toBe(2);
    expect(await item.count({ count: { '<': 1e30 } })).toBe(2);
    expect(await item.count({ count: [1, 2 ** 40] })).toBe(1);
    expect(await item.count({ count: Array.from({ length: 200 }, (_, at) => 2 ** 40 + at - 2 ** 40) })).toBe(
      2,
    );
  });

  test('should read JSON of a text column', async () => {
    await using orm = await createTestOrm(database, {
      models: { item: { attributes: { extra: { type: 'json', columnType: 'text' } } } } as const,
    });
    for (const extra of [{ a: [1] }, 'text', 7, false, [null]]) {
      const { id } = await orm.models.item.create({ extra });
      expect(await orm.models.item.findOne(id)).toMatchObject({ extra });
    }
  });

  test('should give integers of 64 bits without changing them, and refuse longer ones', async () => {
    await using orm = await createTestOrm(database, {
      models: { item: { attributes: { big: { type: 'ref', columnType: 'bigint' } } } } as const,
    });
    const { item } = orm.models;
    for (const big of [2n ** 60n + 1n, -(2n ** 63n), 2n ** 63n - 1n]) {
      const { id } = await item.create({ big });
      expect(await item.find({ big })).toMatchObject([{ id, big: String(big) }]);
      expect(await item.updateOne(id).set({ big })).toMatchObject({ big: String(big) });
    }
    expect(await item.create({ big: 7n })).toMatchObject({ big: 7 });
    await expect(item.create({ big: 2n ** 63n })).rejects.toMatchObject({ code: 'E_INVALID_NEW_RECORD' });
  });

  test('should refuse what a check, a foreign key or a type of the database is against, and keep its words in', async () => {
    const attributes = {
      createdAt: false,
      updatedAt: false,
      id: { type: 'number', required: true, columnType: 'int' },
      level: { type: 'number', columnType: 'int' },
      above: { model: 'step' },
    } as const;
    await using orm = await createTestOrm(database, {
      models: { step: { migrate: 'safe', attributes } } as const,
    });
    await orm.default.sendNativeQuery(
      'create table step (id int primary key, level int check (level < 5), above int, foreign key (above) references step (id))',
    );
    const { step } = orm.models;
    await step.create({ id: 1 });
    await step.create({ id: 2, above: 1 });
    const refused = [
      step.create({ id: 3, level: 5 }),
      step.create({ id: 3, above: 9 }),
      step.destroy(1).meta({ cascade: false }),
    ];
    for (const query of refused) {
      const error = await query.exec().catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'E_VALUE_REFUSED', status: 400 });
      expect(JSON.parse(JSON.stringify(error))).toEqual({
        code: 'E_VALUE_REFUSED',
        message: "model step: a value doesn't fit its column",
        modelIdentity: 'step',
        attrNames: [],
      });
    }
    expect(await step.count()).toBe(2);
  });

  test('should keep deep JSON, or refuse it where a column can not hold it', async () => {
    await using orm = await createTestOrm(database, { models: { item: { attributes: { extra: 'json' } } } });
    const item = orm.model('item');
    let deep: unknown = 'end';
    for (let depth = 0; depth < 60; depth += 1) deep = [deep];
    const outcome = await item.create({ extra: deep }).tolerate('E_VALUE_REFUSED', ({ message }) => message);
    if (typeof outcome === 'object') expect(await item.findOne(1)).toMatchObject({ extra: deep });
    else expect(await item.count()).toBe(0);
  });

  test('should keep a day as that day, wherever the server stands', async () => {
    await using orm = await createTestOrm(database, {
      models: {
        item: {
          attributes: {
            day: { type: 'ref', columnType: 'date' },
            at: { type: 'ref', columnType: 'timestamp' },
          },
        },
      } as const,
    });
    const { item } = orm.models;
    const zone = process.env.TZ;
    try {
      for (const TZ of ['Asia/Tokyo', 'America/New_York']) {
        Object.assign(process.env, { TZ });
        const { id } = await item.create({ day: '2000-01-01', at: '2000-01-01T10:00:00Z' });
        const found = await item.findOne(id);
        expect(found).toMatchObject({ day: new Date('2000-01-01'), at: new Date('2000-01-01T10:00:00Z') });
        expect(await item.updateOne(id).set({ day: found!.day, at: found!.at })).toMatchObject({
          day: new Date('2000-01-01'),
          at: new Date('2000-01-01T10:00:00Z'),
        });
        expect(await item.count({ id, day: '2000-01-01' })).toBe(1);
      }
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
  });

  test('should refuse a date that databases would sort or read otherwise', async () => {
    await using orm = await createTestOrm(database, {
      models: { item: { attributes: { at: 'datetime' } } } as const,
    });
    for (const at of [8.64e15, -8.64e15, '-000001-01-01T00:00:00Z', '+010000-01-01T00:00:00Z']) {
      await expect(orm.models.item.create({ at })).rejects.toThrow(/years 1 to 9999/);
      await expect(orm.models.item.find({ at: { '>': at } })).rejects.toThrow(/years 1 to 9999/);
    }
  });

  test('should index a text, and count a key that is called serial', async () => {
    await using orm = await createTestOrm(database, {
      models: {
        item: {
          attributes: {
            id: { type: 'number', autoIncrement: true, columnType: 'serial' },
            slug: { type: 'text', unique: true },
            kind: { type: 'text', index: true },
            notes: { collection: 'note', via: 'item' },
          },
        },
        note: { attributes: { item: { model: 'item' } } },
      } as const,
    });
    const { item, note } = orm.models;
    expect(await note.create({})).toMatchObject({ item: null });
    expect(await item.create({ slug: 'a', kind: 'x' })).toMatchObject({ id: 1 });
    await expect(item.create({ slug: 'a' })).rejects.toMatchObject({ code: 'E_UNIQUE', attrNames: ['slug'] });
    await item.addToCollection(1, 'notes', [1]);
    expect(await item.find({ kind: 'x' }).populate('notes')).toMatchObject([{ notes: [{ id: 1 }] }]);
  });
});
