/** What find understands, what it refuses, and that nothing gets through as SQL. @module */
import { defineModel, UsageError } from '@telltale/orm';
import { describe, expect, test } from 'vitest';
import { createTestOrm, onEachDatabase } from '../../test/databases.ts';
import { zoo } from '../../test/zoo.ts';

const injections = [
  "'; drop table person; --",
  "' or '1'='1",
  '" or ""="',
  '` or 1=1 --',
  "\\'; drop table person; --",
  '\\',
  "x' union select null, null --",
  '1; delete from person',
  '$1',
  '?',
  ':name',
  '/* */',
  'pet_name" = "pet_name',
  '%',
  '__proto__',
  'constructor',
  'toString',
];

onEachDatabase((database) => {
  async function open() {
    const orm = await createTestOrm(database, { models: zoo });
    await orm.models.person.createEach([
      { name: 'Ann', age: 10, email: 'ann@x.io' },
      { name: 'Bob', age: 20 },
      { name: 'Cem', age: 30, isActive: false },
    ]);
    return orm;
  }
  const names = (records: readonly { name: string }[]) => records.map(({ name }) => name).join();

  describe('find', () => {
    test('should take a key, keys, a bare where, clauses and modifiers', async () => {
      await using orm = await open();
      const { person } = orm.models;
      expect(names(await person.find())).toBe('Ann,Bob,Cem');
      expect(names(await person.find(2))).toBe('Bob');
      expect(names(await person.find([3, 1]))).toBe('Ann,Cem');
      expect(names(await person.find({ age: { '>': 10 } }))).toBe('Bob,Cem');
      expect(names(await person.find({ where: { isActive: true }, sort: 'name DESC' }))).toBe('Bob,Ann');
      expect(names(await person.find({ sort: [{ isActive: 'ASC' }, { age: -1 }], limit: 2 }))).toBe(
        'Cem,Bob',
      );
      expect(
        names(
          await person
            .find()
            .where({ age: [10, 30] })
            .sort('age DESC')
            .skip(1),
        ),
      ).toBe('Ann');
      expect(names(await person.find().paginate(1, 2))).toBe('Cem');
      expect(names(await person.find({ or: [{ name: 'Ann' }, { age: 30 }], isActive: true }))).toBe('Ann');
      expect(names(await person.find({ name: { '!': 'Ann' } } as never))).toBe('Bob,Cem');
      expect(await person.find({ limit: 0 })).toEqual([]);
    });

    test('should give only what is selected, the primary key always', async () => {
      await using orm = await open();
      const { person } = orm.models;
      expect(await person.find(1).select(['name'])).toEqual([{ id: 1, name: 'Ann' }]);
      expect(await person.find({ where: { id: 1 }, select: ['age'] })).toEqual([{ id: 1, age: 10 }]);
      const [rest] = await person.find(1).omit(['createdAt', 'updatedAt', 'email', 'tags']);
      expect(Object.keys(rest!)).toEqual([
        'id',
        'name',
        'age',
        'isActive',
        'bornAt',
        'photo',
        'role',
        'boss',
      ]);
    });

    test('should understand texts of numbers and booleans, as URLs have them', async () => {
      await using orm = await open();
      const { person } = orm.models;
      expect(names(await person.find('2' as never))).toBe('Bob');
      expect(names(await person.find({ age: { '>=': '20' }, isActive: 'true' } as never))).toBe('Bob');
      expect(names(await person.find({ limit: '1', skip: '1' } as never))).toBe('Bob');
    });

    test('should compare dates given as Date, text or milliseconds', async () => {
      await using orm = await open();
      const { person } = orm.models;
      const day = new Date('2001-02-03T04:05:06.789Z');
      await person.updateOne(1).set({ bornAt: day });
      for (const value of [day, day.toISOString(), day.getTime()]) {
        expect(names(await person.find({ bornAt: value }))).toBe('Ann');
        expect(names(await person.find({ bornAt: { '<': value } }))).toBe('');
        expect(names(await person.find({ bornAt: { '>=': value } }))).toBe('Ann');
      }
      expect(await person.findOne(1)).toMatchObject({ bornAt: day });
    });

    test('should take long lists, and count, sum and mean', async () => {
      await using orm = await open();
      const { person } = orm.models;
      const many = Array.from({ length: 5_000 }, (_, at) => at + 2);
      expect(names(await person.find({ id: many }))).toBe('Bob,Cem');
      expect(names(await person.find({ id: { nin: many } }))).toBe('Ann');
      expect(names(await person.find({ name: [...many.map(String), 'Ann'] }))).toBe('Ann');
      expect(await person.count({ age: { '<': 30 } })).toBe(2);
      expect(await person.sum('age')).toBe(60);
      expect(await person.avg('age', { id: [1, 2] })).toBe(15);
      expect(await person.avg('id', { id: [1, 2] })).toBe(1.5);
      expect([await person.sum('age', { id: 99 }), await person.avg('age', { id: [] })]).toEqual([0, 0]);
    });
  });

  describe('findOne', () => {
    test('should give the record or undefined, and ask for criteria', async () => {
      await using orm = await open();
      const { person } = orm.models;
      expect(await person.findOne('1' as never)).toMatchObject({ name: 'Ann' });
      expect(await person.findOne({ name: 'Nobody' })).toBeUndefined();
      await expect(person.findOne()).rejects.toMatchObject({ code: 'E_INVALID_CRITERIA' });
      await expect(person.findOne({ limit: 1 })).rejects.toMatchObject({ code: 'E_INVALID_CRITERIA' });
    });
  });

  test('should refuse criteria that mean nothing, and say what was wrong', async () => {
    await using orm = await open();
    const { person } = orm.models;
    const nested = (depth: number): object => (depth === 0 ? { name: 'Ann' } : { or: [nested(depth - 1)] });
    const bad: [unknown, RegExp][] = [
      [{ nmae: 'x' }, /unknown attribute "nmae" in `where`; known: .*, name.*\. Did you mean 'name'\?$/],
      [{ somethingElse: 'x' }, /unknown attribute "somethingElse" in `where`; known: [^?]*$/],
      [{ name: 'x', limt: 3 }, /unknown attribute "limt".*Did you mean 'limit'\?$/],
      [{ ['naem'.repeat(100_000)]: 'x' }, /^unknown attribute .{0,300}$/],
      [{ where: { name: 'x' }, selct: ['name'] }, /no clause selct; known: .*\. Did you mean 'select'\?$/],
      [{ name: { contain: 'x' } }, /no operator "contain"; known: .*\. Did you mean 'contains'\?$/],
      [{ age: { '=>': 3 } }, /no operator "=>".*Did you mean '>='\?$/],
      [{ sort: 'agee DESC' }, /unknown attribute "agee" in `sort`.*Did you mean 'age'\?$/],
      [{ select: ['nam'] }, /unknown attribute "nam" in `select`.*Did you mean 'name'\?$/],
      [{ omit: ['nam'] }, /unknown attribute "nam" in `omit`.*Did you mean 'name'\?$/],
      [{ where: { name: 'x' }, nmae: 1 }, /nmae/],
      [JSON.parse('{"__proto__": {"a": 1}}'), /__proto__/],
      [{ constructor: 'x' }, /constructor/],
      [{ name: { $ne: null } }, /no operator "\$ne"/],
      [{ name: { toString: 'x' } }, /toString/],
      [{ name: { '>': null } }, /null/],
      [{ name: {} }, /no operator/],
      [{ name: { contains: 3 } }, /a string/],
      [{ name: 3 }, /compared with a string; got 3/],
      [{ name: [{}] }, /a string/],
      [{ age: 'x' }, /a finite number; got "x"/],
      [{ age: Number.NaN }, /finite/],
      [{ age: { contains: '1' } }, /for strings/],
      [{ age: [[1]] }, /finite number/],
      [{ isActive: 1 }, /true or false/],
      [{ isActive: { '<': true } }, /boolean/],
      [{ tags: 'x' }, /null only/],
      [{ tags: ['x'] }, /null only/],
      [{ bornAt: 'yesterday' }, /ISO/],
      [{ pets: 1 }, /collection pets/],
      [{ id: undefined }, /undefined/],
      [{ id: [undefined] }, /undefined/],
      [{ id: { in: 'x' } }, /array/],
      [{ name: 'a\0b' }, /NUL/],
      [{ name: '\ud800' }, /Unicode/],
      [{ or: 'x' }, /array/],
      [{ or: ['x'] }, /conditions are an object/],
      [{ and: [null] }, /conditions are an object/],
      [nested(1_000), /levels deep/],
      [{ or: Array.from({ length: 600 }, () => ({ name: 'x' })) }, /500 conditions/],
      [{ or: Array.from({ length: 2_000 }, () => ({})) }, /500 conditions/],
      [{ and: Array.from({ length: 2_000 }, () => ({ or: [] })) }, /500 conditions/],
      [{ id: Array.from({ length: 10_001 }, (_, at) => at) }, /10000 values/],
      [
        { or: Array.from({ length: 400 }, () => ({ id: Array.from({ length: 90 }, (_, at) => at) })) },
        /in all/,
      ],
      [{ name: { like: 'x'.repeat(1_001) } }, /1000 characters/],
      [true, /criteria are an object/],
      [() => {}, /criteria are an object/],
      [{ where: true }, /conditions are an object/],
      [{ limit: -1 }, /`limit` is a whole number, 0 or more; got -1/],
      [{ limit: 1.5 }, /limit/],
      [{ limit: '1e3' }, /limit/],
      [{ limit: {} }, /limit/],
      [{ skip: 'x' }, /skip/],
      [{ sort: '__proto__ ASC' }, /__proto__/],
      [{ sort: 'name SIDEWAYS' }, /such as/],
      [{ sort: 'name; drop table person' }, /such as/],
      [{ sort: { name: 'up' } }, /direction/],
      [{ sort: [7] }, /such as/],
      [{ sort: 'tags' }, /no order/],
      [{ sort: Array.from({ length: 21 }, () => 'name') }, /20 terms/],
      [{ select: ['password'] }, /password/],
      [{ select: 'name' }, /array/],
      [{ select: [{}] }, /no attribute/],
      [{ select: ['pets'] }, /collection pets/],
      [{ omit: ['id'] }, /primary key/],
      [{ select: ['name'], omit: ['age'] }, /not both/],
    ];
    for (const [criteria, pattern] of bad) {
      const error = await person.find(criteria as never).then(
        () => undefined,
        (caught: unknown) => caught,
      );
      expect(error, JSON.stringify(criteria)?.slice(0, 80)).toBeInstanceOf(UsageError);
      expect(error).toMatchObject({ code: 'E_INVALID_CRITERIA', status: 400, modelIdentity: 'person' });
      expect((error as UsageError).details).toMatch(pattern);
    }
    expect(await person.count()).toBe(3);
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });

  test('should treat every hostile text as a value, wherever it stands', async () => {
    await using orm = await open();
    const { person, pet, club } = orm.models;
    for (const text of injections) {
      const { id } = await pet.create({ name: text });
      expect(await pet.findOne({ name: text })).toMatchObject({ id, name: text });
      expect(await pet.find({ name: { in: [text, 'x'] } })).toHaveLength(1);
      for (const operator of ['contains', 'startsWith', 'endsWith']) {
        expect((await pet.find({ id, name: { [operator]: text } } as never)).map(({ name }) => name)).toEqual(
          [text],
        );
      }
      expect(await pet.count({ id, name: { '!=': text } })).toBe(0);
      expect(await pet.updateOne({ name: text }).set({ name: `${text}${text}` })).toMatchObject({ id });
      expect(await pet.destroyOne({ name: `${text}${text}` })).toMatchObject({ id });
      for (const query of [
        pet.find({ [text]: 1 } as never),
        pet.find({ sort: text } as never),
        pet.find({ sort: { [text]: 'ASC' } } as never),
        pet.find({ select: [text] } as never),
        pet.find({ name: { [text]: 'x' } } as never),
        pet.find(text as never),
        pet.sum(text as never),
        pet.find({ limit: text } as never),
        pet.find({ owner: text } as never),
      ]) {
        await expect(query, text).rejects.toMatchObject({ code: 'E_INVALID_CRITERIA' });
      }
      await club.create({ code: text });
      await club.addToCollection(text, 'members').members([1]);
      expect((await person.findOne(1).populate('clubs', { where: { code: text } }))!.clubs).toMatchObject([
        { code: text },
      ]);
      await club.destroy(text);
    }
    expect(await person.find()).toMatchObject([{ name: 'Ann' }, { name: 'Bob' }, { name: 'Cem' }]);
  });

  test('should quote names of tables and columns that a definition gives', async () => {
    const odd = defineModel({
      tableName: 'odd "table` name',
      attributes: {
        value: { type: 'string', columnName: 'select "x`' },
        order: { type: 'number' },
        group: { model: 'odd' },
      },
    });
    await using orm = await createTestOrm(database, { models: { odd } });
    const { odd: model } = orm.models;
    await model.create({ value: 'a', order: 1 });
    await model.create({ value: 'b', order: 2, group: 1 });
    expect(
      await model
        .find({ value: { startsWith: 'b' }, order: { '>': 1 } })
        .sort('order DESC')
        .populate('group'),
    ).toMatchObject([{ value: 'b', order: 2, group: { value: 'a' } }]);
  });

  test('should not let a client ask for protected attributes', async () => {
    await using orm = await createTestOrm(database, {
      models: {
        user: {
          attributes: {
            name: 'string',
            password: { type: 'string', protect: true },
            secretBoss: { model: 'user', protect: true },
          },
        },
      },
    });
    const { user } = orm.models;
    await user.create({ name: 'Ann', password: 'hunter2' });
    const meta = { fromClient: true };
    for (const criteria of [
      { password: { startsWith: 'h' } },
      { or: [{ password: 'x' }] },
      { sort: 'password' },
      { select: ['password'] },
      { omit: ['password'] },
    ] as never[]) {
      await expect(user.find(criteria).meta(meta)).rejects.toMatchObject({
        code: 'E_INVALID_CRITERIA',
        details: expect.stringMatching(
          /unknown attribute "password".*known: createdAt, updatedAt, id, name$/,
        ),
      });
    }
    await expect(user.find().populate('secretBoss').meta(meta)).rejects.toMatchObject({
      code: 'E_INVALID_POPULATES',
    });
    // What is near to a protected name must not be led to it.
    await expect(user.find({ pasword: 'x' } as never).meta(meta)).rejects.toMatchObject({
      details: expect.stringMatching(/known: createdAt, updatedAt, id, name$/),
    });
    await expect(user.find({ pasword: 'x' } as never)).rejects.toMatchObject({
      details: expect.stringMatching(/Did you mean 'password'\?$/),
    });
    await expect(
      user
        .find()
        .populate('secretBos' as never)
        .meta(meta),
    ).rejects.toMatchObject({
      details: expect.stringMatching(/known: none$/),
    });
    expect(await user.find({ password: { startsWith: 'h' } })).toHaveLength(1);
  });
});
