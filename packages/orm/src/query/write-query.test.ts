/** Creating, updating and destroying records, on every database. @module */
import { randomBytes } from 'node:crypto';
import { AdapterError, type OrmOptions, UsageError } from '@telltale/orm';
import { describe, expect, test } from 'vitest';
import { createTestOrm, onEachDatabase } from '../../test/databases.ts';
import { zoo } from '../../test/zoo.ts';

onEachDatabase((database) => {
  const open = (options: Partial<OrmOptions<object>> = {}) =>
    createTestOrm(database, { ...options, models: zoo });

  describe('create', () => {
    test('should give the record with base values in the order of the model when values are left out', async () => {
      await using orm = await open();
      const before = Date.now();
      const record = await orm.models.person.create({ name: 'Ann' });
      expect(record).toEqual({
        createdAt: record.createdAt,
        updatedAt: record.createdAt,
        id: 1,
        name: 'Ann',
        email: null,
        age: null,
        isActive: true,
        tags: null,
        bornAt: null,
        photo: null,
        role: 'guest',
        boss: null,
      });
      expect(Object.keys(record).slice(0, 4)).toEqual(['createdAt', 'updatedAt', 'id', 'name']);
      expect(record.createdAt).toBeGreaterThanOrEqual(before);
      expect(record.createdAt).toBeLessThanOrEqual(Date.now());
    });

    test('should give values back as they were when they are of every type', async () => {
      await using orm = await open();
      const values = {
        name: 'O\'Hara \\ "x" 😀 ; drop table person --',
        email: 'a@b.co',
        age: 0.1 + 0.2,
        isActive: false,
        tags: ['a', 'ü', "'"],
        bornAt: new Date('1969-07-20T20:17:40.123Z'),
        photo: Buffer.from([0, 255, 39, 92, 10]),
        role: 'admin' as const,
        boss: null,
      };
      const created = await orm.models.person.create(values);
      const found = await orm.models.person.findOne(created.id);
      expect(found).toEqual(created);
      expect(found).toMatchObject({ ...values, photo: expect.anything() });
      expect(Buffer.compare(found!.photo!, values.photo)).toBe(0);
    });

    test('should hand the record to a node-style callback when it is executed', async () => {
      await using orm = await open();
      const record = await new Promise((resolve, reject) => {
        orm.models.person
          .create({ name: 'johnny five' })
          .exec((error, newPerson) => (error ? reject(error) : resolve(newPerson)));
      });
      expect(record).toMatchObject({ id: 1, name: 'johnny five' });
    });

    test('should name attribute, rule and value when a rule is broken, and store nothing', async () => {
      await using orm = await open();
      const error = await orm.models.person
        .create({ name: '', email: 'nomail', age: -1 })
        .catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(UsageError);
      expect(error).toMatchObject({
        name: 'UsageError',
        code: 'E_INVALID_NEW_RECORD',
        status: 400,
        modelIdentity: 'person',
      });
      expect(
        (error as UsageError).violations.map(({ attribute, rule, value }) => [attribute, rule, value]),
      ).toEqual([
        ['name', 'required', ''],
        ['email', 'isEmail', 'nomail'],
        ['age', 'min', -1],
      ]);
      expect(await orm.models.person.count()).toBe(0);
    });

    test('should leave attributes out that are not defined', async () => {
      await using orm = await open();
      const record = await orm.models.person.create({ name: 'Ann', ...{ bogus: 1, other: 2 } });
      expect(record).not.toHaveProperty('bogus');
    });

    test('should warn once of each attribute that is not defined, and name the nearest', async () => {
      const warnings: string[] = [];
      await using orm = await open({ log: { warn: (text) => warnings.push(text) } });
      const { person } = orm.models;
      for (let time = 0; time < 2; time += 1) {
        const record = await person.create({ name: 'Ann', ...{ nmae: 'x' } });
        await person.updateOne(record.id).set({ bogusThing: 1, gone: undefined } as never);
      }
      expect(warnings).toEqual([
        expect.stringMatching(
          /^model person: the value for "nmae" is left out, .*; known: .*, name, .*\. Did you mean 'name'\?$/,
        ),
        expect.stringMatching(/^model person: the value for "bogusThing" is left out, .*; known: [^?]*$/),
      ]);
    });

    test('should say nothing of attributes that are not defined in production, or when the model says so', async () => {
      const warnings: string[] = [];
      const log = { warn: (text: string) => warnings.push(text) };
      for (const more of [
        { environment: 'production', defaults: { migrate: 'alter' } },
        { defaults: { unknownAttributes: 'ignore' } },
      ] as const) {
        await using orm = await open({ log, ...more });
        await orm.models.person.create({ name: 'Ann', ...{ bogus: 1 } });
      }
      expect(warnings).toEqual([]);
    });

    test('should refuse attributes that are not defined when the model says so, and store nothing', async () => {
      await using orm = await open({ defaults: { unknownAttributes: 'refuse' } });
      const { person } = orm.models;
      await expect(person.create({ name: 'Ann', ...{ agee: 3 } })).rejects.toMatchObject({
        code: 'E_INVALID_NEW_RECORD',
        violations: [{ attribute: 'agee', rule: 'unknown', value: 3 }],
        details: expect.stringMatching(/^"agee" is no attribute; known: .*\. Did you mean 'age'\?$/),
      });
      expect(await person.count()).toBe(0);
      await person.create({ name: 'Ann' });
      await expect(person.update({}).set({ agee: 3 } as never)).rejects.toMatchObject({
        code: 'E_INVALID_VALUES_TO_SET',
        violations: [{ attribute: 'agee', rule: 'unknown' }],
      });
      // A message stays readable whatever is sent.
      const many = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`x${at}`, at]));
      await expect(person.create({ name: 'Ann', ...many })).rejects.toMatchObject({
        violations: expect.toSatisfy((violations: unknown[]) => violations.length === 10),
      });
    });

    test('should fail with E_UNIQUE and the attribute when a value is taken', async () => {
      await using orm = await open();
      await orm.models.person.create({ name: 'Ann', email: 'a@x.io' });
      const error = await orm.models.person
        .create({ name: 'Bob', email: 'a@x.io' })
        .catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(AdapterError);
      expect(error).toMatchObject({ code: 'E_UNIQUE', attrNames: ['email'], modelIdentity: 'person' });
      expect(JSON.parse(JSON.stringify(error))).toEqual({
        code: 'E_UNIQUE',
        message: 'a person with the same email already exists',
        modelIdentity: 'person',
        attrNames: ['email'],
      });
    });

    test('should fail with E_UNIQUE and the primary key when it is taken', async () => {
      await using orm = await open();
      await orm.models.club.create({ code: 'chess' });
      await expect(orm.models.club.create({ code: 'chess' })).rejects.toMatchObject({
        code: 'E_UNIQUE',
        attrNames: ['code'],
      });
    });

    test('should keep long texts, or refuse one that its column can not hold', async () => {
      await using orm = await createTestOrm(database, {
        models: { page: { attributes: { text: 'string', slug: { type: 'string', unique: true } } } },
      });
      const { page } = orm.models;
      const text = 'ü'.repeat(100_000);
      expect((await page.create({ text })).text).toBe(text);
      const long = page.create({ slug: 'x'.repeat(300) });
      if (database.kind === 'postgres') {
        // Random, since PostgreSQL compresses what it indexes.
        const slug = randomBytes(6_000).toString('hex');
        await expect(page.create({ slug })).rejects.toMatchObject({ code: 'E_VALUE_REFUSED' });
      }
      // MySQL can only index a bounded text.
      if (database.kind === 'mysql')
        await expect(long).rejects.toMatchObject({ code: 'E_VALUE_REFUSED', status: 400 });
      else expect((await long).slug).toHaveLength(300);
    });

    test('should keep several records without a unique value that is optional', async () => {
      await using orm = await open();
      await orm.models.person.createEach([{ name: 'Ann' }, { name: 'Bob' }]);
      expect(await orm.models.person.count({ email: null })).toBe(2);
    });

    test('should take 0 and negative numbers for keys, and count on from 1', async () => {
      await using orm = await open();
      const { pet } = orm.models;
      expect(await pet.create({ id: 0, name: 'Nil' })).toMatchObject({ id: 0 });
      expect(await pet.create({ id: -3, name: 'Low' })).toMatchObject({ id: -3 });
      expect(await pet.create({ name: 'One' })).toMatchObject({ id: 1 });
    });

    test('should never give a key again that was counted, whatever keys are given', async () => {
      await using orm = await open();
      const { pet } = orm.models;
      await pet.createEach(['a', 'b', 'c', 'd'].map((name) => ({ name })));
      await pet.destroy({ id: [2, 3, 4] });
      await pet.create({ id: 2, name: 'b' });
      expect(await pet.create({ name: 'e' })).toMatchObject({ id: 5 });
    });

    test('should go on after a key that was given', async () => {
      await using orm = await open();
      await orm.models.person.create({ id: 7, name: 'Ann' });
      expect((await orm.models.person.create({ name: 'Bob' })).id).toBe(8);
    });

    test('should create members with the record, or nothing when one does not fit', async () => {
      await using orm = await open();
      const { person, pet } = orm.models;
      const [rex] = await pet.createEach([{ name: 'Rex' }]).fetch();
      const ann = await person.create({ name: 'Ann', pets: [rex!.id] });
      expect(await pet.find()).toMatchObject([{ name: 'Rex', owner: ann.id }]);
      await expect(person.create({ name: 'Bob', pets: ['x' as unknown as number] })).rejects.toMatchObject({
        code: 'E_INVALID_NEW_RECORD',
      });
      expect(await person.count()).toBe(1);
    });
  });

  describe('createEach', () => {
    test('should create all, and give them in order when they are fetched', async () => {
      await using orm = await open();
      const names = Array.from({ length: 450 }, (_, at) => `p${at}`);
      const records = await orm.models.person.createEach(names.map((name) => ({ name }))).fetch();
      expect(records.map(({ name }) => name)).toEqual(names);
      expect(new Set(records.map(({ id }) => id)).size).toBe(450);
      expect(await orm.models.person.createEach([{ name: 'x' }])).toBeUndefined();
      expect(await orm.models.person.createEach([{ name: 'y' }]).meta({ fetch: true })).toMatchObject([
        { name: 'y' },
      ]);
      expect(await orm.models.person.createEach([]).fetch()).toEqual([]);
    });

    test('should create many records of many attributes', async () => {
      const attributes = Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`a${at}`, 'number']));
      await using orm = await createTestOrm(database, { models: { wide: { attributes } } });
      const wide = orm.model('wide');
      await wide.createEach(Array.from({ length: 250 }, (_, at) => ({ a399: at })));
      expect([await wide.count(), await wide.count({ a399: { '<': 200 } })]).toEqual([250, 200]);
    });

    test('should create none when one is refused', async () => {
      await using orm = await open();
      const list = [{ name: 'Ann', email: 'a@x.io' }, { name: 'Bob' }, { name: 'Cem', email: 'a@x.io' }];
      await expect(orm.models.person.createEach(list)).rejects.toMatchObject({ code: 'E_UNIQUE' });
      expect(await orm.models.person.count()).toBe(0);
    });

    test('should say what it takes when it is given something else', async () => {
      await using orm = await open();
      await expect(orm.models.person.createEach('x' as never)).rejects.toMatchObject({
        code: 'E_INVALID_NEW_RECORD',
      });
    });
  });

  describe('findOrCreate', () => {
    test('should create once when many try at the same time', async () => {
      await using orm = await open();
      const tries = Array.from({ length: 10 }, () =>
        orm.models.person.findOrCreate({ email: 'a@x.io' }, { name: 'Ann', email: 'a@x.io' }),
      );
      const records = await Promise.all(tries);
      expect(new Set(records.map(({ id }) => id)).size).toBe(1);
      expect(await orm.models.person.count()).toBe(1);
    });

    test('should find what another one created meanwhile, also inside a transaction', async () => {
      if (database.kind === 'sqlite') return; // where transactions run one after the other
      let goOn = () => {};
      const begun = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      let created: Promise<unknown> | undefined;
      await using orm = await createTestOrm(database, {
        models: {
          tag: {
            attributes: { name: { type: 'string', unique: true, maxLength: 20 } },
            async beforeCreate() {
              goOn();
              await created;
            },
          },
        },
      });
      const tag = orm.model('tag');
      created = begun.then(() => tag.create({ name: 'x' }).meta({ skipAllLifecycleCallbacks: true }));
      const found = await orm.default.transaction(async () => {
        expect(await tag.count()).toBe(0);
        return tag.findOrCreate({ name: 'x' }, { name: 'x' });
      });
      expect(found).toMatchObject({ id: ((await created) as { id: number }).id });
    });

    test('should tell a callback whether the record is new, also inside a transaction', async () => {
      await using orm = await open();
      const call = () =>
        new Promise((resolve, reject) => {
          orm.models.person
            .findOrCreate({ email: 'a@x.io' }, { name: 'Ann', email: 'a@x.io' })
            .exec((error, record, wasCreated) =>
              error ? reject(error) : resolve([record.name, wasCreated]),
            );
        });
      expect(await call()).toEqual(['Ann', true]);
      expect(await orm.default.transaction(call)).toEqual(['Ann', false]);
    });
  });

  describe('update', () => {
    test('should change the records that are met, and give them only when they are fetched', async () => {
      await using orm = await open();
      const { person } = orm.models;
      await person.createEach([
        { name: 'Ann', age: 3 },
        { name: 'Bob', age: 4 },
        { name: 'Cem', age: 5 },
      ]);
      expect(await person.update({ age: { '>': 3 } }).set({ isActive: false })).toBeUndefined();
      const records = await person.update({ isActive: false }, { role: 'admin' }).fetch();
      expect(records.map(({ name, role }) => [name, role]).sort()).toEqual([
        ['Bob', 'admin'],
        ['Cem', 'admin'],
      ]);
      expect(records[0]!.updatedAt).toBeGreaterThanOrEqual(records[0]!.createdAt);
      expect(await person.update({ name: 'Nobody' }).set({ age: 1 }).fetch()).toEqual([]);
      expect(await person.find({ role: 'guest' })).toMatchObject([{ name: 'Ann', age: 3, isActive: true }]);
    });

    test('should refuse criteria that are missing, undefined or limited', async () => {
      await using orm = await open();
      const { person } = orm.models;
      await person.create({ name: 'Ann' });
      for (const criteria of [
        undefined,
        { id: undefined },
        { limit: 1 },
        { where: {}, sort: 'id' },
      ] as never[]) {
        await expect(person.update(criteria).set({ name: 'X' })).rejects.toMatchObject({
          code: 'E_INVALID_CRITERIA',
        });
        await expect(person.destroy(criteria)).rejects.toMatchObject({ code: 'E_INVALID_CRITERIA' });
      }
      expect(await person.find()).toMatchObject([{ name: 'Ann' }]);
    });

    test('should refuse values that break rules, null where there must be one, and another primary key', async () => {
      await using orm = await open();
      const { person } = orm.models;
      const { id } = await person.create({ name: 'Ann' });
      for (const values of [
        { name: null },
        { email: 'x' },
        { isActive: null },
        { id: 99 },
        { pets: 3 },
        { role: 'king' },
      ]) {
        await expect(person.update(id).set(values as object)).rejects.toMatchObject({
          code: 'E_INVALID_VALUES_TO_SET',
        });
      }
      expect(await person.updateOne(id).set({ name: 'Anna', ...{ id } })).toMatchObject({ id, name: 'Anna' });
    });

    test('should fail with E_UNIQUE and leave the record when a value is taken', async () => {
      await using orm = await open();
      const { person } = orm.models;
      await person.createEach([
        { name: 'Ann', email: 'a@x.io' },
        { name: 'Bob', email: 'b@x.io' },
      ]);
      await expect(person.update({ name: 'Bob' }, { email: 'a@x.io' })).rejects.toMatchObject({
        code: 'E_UNIQUE',
        attrNames: ['email'],
      });
      expect(await person.findOne({ name: 'Bob' })).toMatchObject({ email: 'b@x.io' });
    });

    test('should replace members together with the values', async () => {
      await using orm = await open();
      const { person, pet } = orm.models;
      const ann = await person.create({ name: 'Ann' });
      const pets = await pet.createEach([{ name: 'Rex', owner: ann.id }, { name: 'Tom' }]).fetch();
      await person.updateOne(ann.id).set({ name: 'Anna', pets: [pets[1]!.id] });
      expect(await person.findOne(ann.id).populate('pets')).toMatchObject({
        name: 'Anna',
        pets: [{ name: 'Tom' }],
      });
      expect(await pet.findOne(pets[0]!.id)).toMatchObject({ owner: null });
    });
  });

  describe('updateOne and destroyOne', () => {
    test('should give the record, or undefined when there is none', async () => {
      await using orm = await open();
      const { person } = orm.models;
      await person.create({ name: 'Ann' });
      expect(await person.updateOne({ name: 'Ann' }).set({ age: 4 })).toMatchObject({ name: 'Ann', age: 4 });
      expect(await person.updateOne({ name: 'Bob' }).set({ age: 4 })).toBeUndefined();
      expect(await person.destroyOne({ name: 'Bob' })).toBeUndefined();
      expect(await person.destroyOne({ name: 'Ann' })).toMatchObject({ name: 'Ann', age: 4 });
      expect(await person.count()).toBe(0);
    });

    test('should change nothing when there is more than one', async () => {
      await using orm = await open();
      const { person } = orm.models;
      await person.createEach([{ name: 'Ann' }, { name: 'Ann' }]);
      await expect(person.updateOne({ name: 'Ann' }).set({ age: 9 })).rejects.toMatchObject({
        code: 'E_MORE_THAN_ONE',
      });
      await expect(person.destroyOne({ name: 'Ann' })).rejects.toMatchObject({ code: 'E_MORE_THAN_ONE' });
      await expect(person.findOne({ name: 'Ann' })).rejects.toMatchObject({ code: 'E_MORE_THAN_ONE' });
      expect(await person.count({ age: null })).toBe(2);
    });
  });

  describe('destroy', () => {
    test('should give what the records were when they are fetched', async () => {
      await using orm = await open();
      const { pet } = orm.models;
      await pet.createEach([{ name: 'Rex' }, { name: 'Tom' }, { name: 'Kit' }]);
      expect(await pet.destroy({ name: ['Rex', 'Tom'] }).fetch()).toMatchObject([
        { name: 'Rex' },
        { name: 'Tom' },
      ]);
      expect(await pet.destroy({})).toBeUndefined();
      expect(await pet.count()).toBe(0);
    });

    test('should take the record out of every collection', async () => {
      await using orm = await open();
      const { person, pet, club } = orm.models;
      const ann = await person.create({ name: 'Ann' });
      const bob = await person.create({ name: 'Bob', friends: [ann.id], boss: ann.id });
      await pet.create({ name: 'Rex', owner: ann.id });
      await club.create({ code: 'chess', members: [ann.id, bob.id] });
      await person.destroy({ id: ann.id });
      expect(await pet.find()).toMatchObject([{ owner: null }]);
      expect(await person.findOne(bob.id).populate('friends')).toMatchObject({ friends: [], boss: null });
      const again = await person.create({ id: ann.id, name: 'Another' });
      expect(await person.findOne(again.id).populate('clubs')).toMatchObject({ clubs: [] });
      expect((await club.findOne('chess').populate('members'))!.members).toMatchObject([{ name: 'Bob' }]);
    });

    test('should leave collections as they are when cascading is off', async () => {
      await using orm = await open();
      const { person, pet } = orm.models;
      const ann = await person.create({ name: 'Ann' });
      await pet.create({ name: 'Rex', owner: ann.id });
      await person.destroy(ann.id).meta({ cascade: false });
      expect(await pet.find()).toMatchObject([{ owner: ann.id }]);
      expect(await pet.find().populate('owner')).toMatchObject([{ owner: null }]);
    });
  });

  describe('archive', () => {
    test('should keep what was destroyed', async () => {
      await using orm = await open();
      const { pet } = orm.models;
      await pet.createEach([{ name: 'Rex' }, { name: 'Tom' }]);
      expect(await pet.archiveOne({ name: 'Rex' })).toMatchObject({ name: 'Rex' });
      expect(await pet.archive({}).fetch()).toMatchObject([{ name: 'Tom' }]);
      expect(await pet.archiveOne({ name: 'Rex' })).toBeUndefined();
      const kept = await orm.model('archive').find();
      expect(kept).toMatchObject([
        { fromModel: 'pet', originalRecordId: 1, originalRecord: { name: 'Rex', owner: null } },
        { fromModel: 'pet', originalRecordId: 2 },
      ]);
    });
  });
});
