/** Definitions: what is understood, and how mistakes are told. @module */
import { createOrm, defineModel, errors, OrmError } from '@telltale/orm';
import { describe, expect, test } from 'vitest';
import { createTestOrm, databases } from '../../test/databases.ts';

const [memory] = databases;
const load = (models: Record<string, object>, more: object = {}) =>
  createOrm({ datastores: { default: 'sqlite::memory:' }, models, log: { warn: () => {} }, ...more });

describe('a definition with a mistake', () => {
  const cases: [string, Record<string, object>, RegExp][] = [
    [
      'an unknown type',
      { a: { attributes: { x: { type: 'strin' } } } },
      /model a, attribute x: type "strin" is unknown; .*Did you mean 'string'\?$/,
    ],
    [
      'a type named like an object property',
      { a: { attributes: { x: 'constructor' } } },
      /type "constructor" is unknown/,
    ],
    ['no type at all', { a: { attributes: { x: {} } } }, /type undefined is unknown/],
    [
      'something that is no attribute',
      { a: { attributes: { x: 7 } } },
      /an attribute is an object or the name of a type; got 7/,
    ],
    [
      'an unknown setting',
      { a: { attributes: { x: { type: 'string', requried: true } } } },
      /unknown key 'requried'; known: .*\. Did you mean 'required'\?$/,
    ],
    [
      'a misspelt setting of the model',
      { a: { atributes: { x: 'string' } } },
      /^model a: unknown key 'atributes'; known: attributes, .*\. Did you mean 'attributes'\?$/,
    ],
    [
      'an unknown strategy for tables',
      { a: { migrate: 'altr' } },
      /`migrate` is 'safe', 'alter' or 'drop'; got "altr"\. Did you mean 'alter'\?/,
    ],
    [
      'an unknown answer to unknown attributes',
      { a: { unknownAttributes: 'refused' } },
      /`unknownAttributes` is 'ignore', 'warn' or 'refuse'; got "refused"\. Did you mean 'refuse'\?/,
    ],
    [
      'a rule with a wrong argument',
      { a: { attributes: { x: { type: 'string', maxLength: '3' } } } },
      /rule maxLength can't be used with "3"/,
    ],
    ['a reserved name', { a: { attributes: { constructor: 'string' } } }, /reserved/],
    [
      'a default for a required value',
      { a: { attributes: { x: { type: 'string', required: true, defaultsTo: 'a' } } } },
      /exclude each other/,
    ],
    [
      'an encrypted unique value',
      { a: { attributes: { x: { type: 'string', encrypt: true, unique: true } } } },
      /neither unique/,
    ],
    [
      'a column type that is SQL',
      { a: { attributes: { x: { type: 'string', columnType: 'text); drop table a' } } } },
      /isn't the name of a type/,
    ],
    [
      'two attributes in one column',
      { a: { attributes: { x: 'string', y: { type: 'string', columnName: 'X' } } } },
      /share the column X/,
    ],
    [
      'an association that leads nowhere',
      { a: { attributes: { x: { model: 'b' } } } },
      /there is no model 'b'; known: a, archive$/,
    ],
    [
      'an association that nearly leads somewhere',
      { user: {}, a: { attributes: { x: { model: 'usr' } } } },
      /there is no model 'usr'; known: .*\. Did you mean 'user'\?$/,
    ],
    [
      'a via that nearly names something',
      {
        user: { attributes: { pets: { collection: 'pet', via: 'ownr' } } },
        pet: { attributes: { owner: { model: 'user' } } },
      },
      /`via: 'ownr'` must name an attribute of pet that points back.*\. Did you mean 'owner'\?$/,
    ],
    [
      'a via that names nothing',
      { a: { attributes: { x: { collection: 'a', via: 'y' } } } },
      /must name an attribute of a that points back/,
    ],
    [
      'a through that joins nothing',
      { a: { attributes: { x: { collection: 'a', through: 'b' } } }, b: {} },
      /must point at both sides/,
    ],
    ['a primary key that is not there', { a: { primaryKey: 'key' } }, /there is no attribute 'key'/],
    [
      'a primary key that is nearly there',
      { a: { primaryKey: 'cod', attributes: { code: { type: 'string', required: true } } } },
      /there is no attribute 'cod'.*\. Did you mean 'code'\?$/,
    ],
    [
      'a primary key that nobody gives',
      { a: { primaryKey: 'x', attributes: { x: 'string' } } },
      /needs `required: true`/,
    ],
    [
      'an automatic number that is no key',
      { a: { attributes: { x: { type: 'number', autoIncrement: true } } } },
      /only the primary key/,
    ],
    ['an identity in capitals', { 'a b': {} }, /an identity has/],
    ['the same identity twice', { a: {}, A: {} }, /two models/],
    ['no definition', { a: 'x' as never }, /a definition is an object/],
  ];
  for (const [name, models, message] of cases) {
    test(`should be refused with a code when it has ${name}`, async () => {
      await expect(load(models)).rejects.toMatchObject({
        code: 'E_INVALID_DEFINITION',
        message: expect.stringMatching(message),
      });
    });
  }

  test('should be refused when it names a datastore that is not there', async () => {
    await expect(load({ a: { datastore: 'other' } })).rejects.toMatchObject({
      code: 'E_UNKNOWN_DATASTORE',
      message: "no datastore is called 'other'; known: default",
    });
  });

  test('should name the nearest datastore, and what was misspelt in settings for all models', async () => {
    await expect(load({ a: { datastore: 'defalt' } })).rejects.toMatchObject({
      message: "no datastore is called 'defalt'; known: default. Did you mean 'default'?",
    });
    await expect(load({ a: {} }, { defaults: { datastor: 'x' } })).rejects.toMatchObject({
      code: 'E_INVALID_DEFINITION',
      message: expect.stringMatching(
        /^settings of all models: unknown key 'datastor'; .*Did you mean 'datastore'\?$/,
      ),
    });
  });

  test('should be warned of, and not refused, when it has a method that is nearly a callback', async () => {
    const warnings: string[] = [];
    const models = { a: { beforCreate() {}, description: 'mine', seeds: [1], total() {} } };
    await using _orm = await load(models, { log: { warn: (text: string) => warnings.push(text) } });
    expect(warnings).toEqual([
      "model a: beforCreate() is no life-cycle callback and never runs by itself. Did you mean 'beforeCreate'?",
    ]);
  });

  test('should be refused in production when it would drop tables', async () => {
    await expect(load({ a: { migrate: 'drop' } }, { environment: 'production' })).rejects.toMatchObject({
      code: 'E_MIGRATE_DROP',
    });
  });
});

describe('a definition', () => {
  test('should understand the older names and settings', async () => {
    await using orm = await createTestOrm(memory!, {
      models: {
        old: {
          autoCreatedAt: false,
          autoUpdatedAt: false,
          attributes: {
            user_id: { type: 'integer', primaryKey: true, autoIncrement: true },
            title: { type: 'text', size: 20 },
            mail: { type: 'email' },
            ratio: 'float',
            list: 'array',
            day: { type: 'date' },
            kind: { type: 'string', enum: ['a', 'b'], defaultsTo: 'a' },
            made: { type: 'string', defaultsTo: () => 'made' },
            at: { type: 'string', autoCreatedAt: true },
          },
        },
      },
    });
    const { old } = orm.models;
    expect(old.primaryKey).toBe('user_id');
    const record = await old.create({ title: 't', ratio: 1.5, list: [1], day: '2020-01-02' });
    expect(record).toEqual({
      user_id: 1,
      title: 't',
      mail: '',
      ratio: 1.5,
      list: [1],
      day: new Date('2020-01-02'),
      kind: 'a',
      made: 'made',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    await expect(old.create({ mail: 'x' })).rejects.toMatchObject({
      violations: [{ attribute: 'mail', rule: 'isEmail' }],
    });
    await expect(old.create({ kind: 'c' as never })).rejects.toMatchObject({
      violations: [{ attribute: 'kind', rule: 'isIn' }],
    });
    expect(await old.find({ user_id: 1 })).toHaveLength(1);
  });

  test('should be refused without a schema, which tables can not do, for one model or for all', async () => {
    const attributes = { x: 'string' } as const;
    const refusal = {
      code: 'E_INVALID_DEFINITION',
      message: expect.stringContaining("extra: { type: 'json' }"),
    };
    const own = createTestOrm(memory!, { models: { a: { schema: false, attributes } } });
    await expect(own).rejects.toMatchObject(refusal);
    const shared = createTestOrm(memory!, { defaults: { schema: false }, models: { a: { attributes } } });
    await expect(shared).rejects.toMatchObject(refusal);
    await using orm = await createTestOrm(memory!, { models: { a: { schema: true, attributes } } });
    expect(await orm.models.a.create({ x: 'y' })).toMatchObject({ x: 'y' });
  });

  test('should start from shared attributes and settings, and may take them away', async () => {
    await using orm = await createTestOrm(memory!, {
      defaults: {
        fetchRecordsOnUpdate: true,
        attributes: { updatedAt: false, id: { type: 'string', required: true } },
      },
      models: {
        a: { attributes: { x: 'string' } },
        b: { attributes: { id: { type: 'number', autoIncrement: true }, createdAt: false } },
      },
    });
    const a = orm.model('a');
    expect(await a.create({ id: 'k', ...{ x: 'y' } })).toEqual({
      createdAt: expect.any(Number),
      id: 'k',
      x: 'y',
    });
    expect(await a.update({ id: 'k' }).set({ ...{ x: 'z' } })).toMatchObject([{ x: 'z' }]);
    expect(await orm.model('B').create({})).toEqual({ id: 1 });
  });

  test('should be found under the name that it was given, in any case, and leave frozen options alone', async () => {
    const options = Object.freeze({
      models: Object.freeze({
        User: Object.freeze({ attributes: Object.freeze({ name: 'string' as const }) }),
      }),
      datastores: Object.freeze({ default: Object.freeze({ url: 'sqlite::memory:' }) }),
    });
    await using orm = await createOrm(options);
    expect(await orm.models.User.create({ name: 'Ann' })).toMatchObject({ id: 1, name: 'Ann' });
    expect(orm.model('uSER').identity).toBe('user');
    expect(() => orm.model('constructor')).toThrow(expect.objectContaining({ code: 'E_UNKNOWN_MODEL' }));
    expect(() => orm.datastore('other')).toThrow(expect.objectContaining({ code: 'E_UNKNOWN_DATASTORE' }));
  });

  test('should keep its methods, bound to the model', async () => {
    const Counter = defineModel({
      attributes: { n: 'number' },
      async total(this: { sum(name: string): PromiseLike<number> }) {
        return this.sum('n');
      },
    });
    await using orm = await createTestOrm(memory!, { models: { counter: Counter } });
    await Counter.createEach([{ n: 2 }, { n: 3 }]);
    const { total } = Counter;
    expect(await (total as () => Promise<number>)()).toBe(5);
    const { find } = orm.models.counter;
    expect(await find()).toHaveLength(2);
  });

  test('should say that it is not loaded when it is used too early, and be harmless otherwise', async () => {
    const Early = defineModel({ identity: 'early', attributes: { x: 'string' } });
    expect(() => Early.find()).toThrow(expect.objectContaining({ code: 'E_MODEL_NOT_LOADED' }));
    expect(await Promise.resolve(Early)).toBe(Early);
    expect(Early.identity).toBe('early');
    expect(Early.definition.attributes.x).toBe('string');
  });

  test('should belong to the ORM that is current when a process has several', async () => {
    const Note = defineModel({ attributes: { text: 'string' } });
    await using one = await createTestOrm(memory!, { models: { note: Note } });
    {
      await using two = await createTestOrm(memory!, { models: { note: Note } });
      await Note.create({ text: 'two' });
      await one.run(() => Note.create({ text: 'one' }).exec());
      expect(await two.models.note.find()).toMatchObject([{ text: 'two' }]);
    }
    expect(await Note.find()).toMatchObject([{ text: 'one' }]);
  });
});

test('should make a factory with code and status for each row of the table', () => {
  for (const [code, factory] of Object.entries(errors)) {
    const error = (factory as (...given: unknown[]) => OrmError)('a thing', ['a cause'], 'a detail');
    expect(error).toBeInstanceOf(OrmError);
    expect(error.code).toBe(code);
    expect([400, 500, 503]).toContain(error.statusCode);
    expect(error.message.length).toBeGreaterThan(10);
  }
});
