/** Rules, encryption, protected attributes and the JSON form. @module */
import { defineModel } from '@telltale/orm';
import { describe, expect, test } from 'vitest';
import { createTestOrm, databases, onEachDatabase } from '../../test/databases.ts';

const [memory] = databases;

describe('rules', () => {
  const uuid = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
  const table: [object, unknown[], unknown[]][] = [
    [{ type: 'string', isEmail: true }, ['a@b.co', ''], ['a', 'a@', 'a@b', `${'x'.repeat(70)}@b.co`]],
    [{ type: 'string', isURL: true }, ['https://a.io/x?y', 'a.io'], ['a', 'javascript:alert(1)']],
    [{ type: 'string', isUUID: true }, [uuid, uuid.toUpperCase()], ['x', `${uuid}0`]],
    [{ type: 'string', isUUID: 4 }, [uuid], ['3f2504e0-4f89-11d3-9a0c-0305e82c3301']],
    [{ type: 'string', isIP: true }, ['127.0.0.1', '::1'], ['256.0.0.1', 'x']],
    [{ type: 'string', isHexColor: true }, ['#fff', '#FF8800'], ['#ggg', 'red']],
    [{ type: 'string', isCreditCard: true }, ['4111111111111111'], ['4111111111111112', 'x']],
    [{ type: 'string', isIn: ['a', 'b'] }, ['a', ''], ['c']],
    [{ type: 'string', isNotIn: ['a'] }, ['b'], ['a']],
    [{ type: 'string', isNotEmptyString: true, defaultsTo: 'x' }, ['a'], ['']],
    [{ type: 'string', maxLength: 2, minLength: 1 }, ['a', 'ab'], ['abc']],
    [{ type: 'string', regex: /^a+$/g }, ['a', 'aa', 'a'], ['b']],
    [{ type: 'string', custom: (value: string) => value !== 'no' }, ['yes'], ['no']],
    [{ type: 'number', min: 1, max: 3 }, [1, 3, '2'], [0, 4, 0.5]],
    [{ type: 'number', isInteger: true }, [1, -1], [1.5]],
    [{ type: 'integer' }, [9007199254740991], [9007199254740992, 1.5]],
    [{ type: 'number' }, [1, '1.5', -0], [Number.NaN, Infinity, '1e', ' 1', '0x1', '', true, {}, [1], 10n]],
    [{ type: 'boolean' }, [true, 'false'], [1, 'yes', null, {}]],
    [{ type: 'string' }, ['', 'x'], [1, true, {}, ['x'], null, 'a\0', '\udfff']],
    [{ type: 'string', allowNull: true }, [null, ''], [1]],
    [{ type: 'string', required: true }, ['x'], ['', null]],
    [
      { type: 'datetime', isAfter: '2020-01-01', isBefore: new Date('2021-01-01') },
      ['2020-06-01', null],
      ['2019-01-01', '2022-01-01', 'x', {}],
    ],
    [
      { type: 'json' },
      [null, 0, 'x', [1, { a: [] }], JSON.parse('{"then": 1, "toJSON": 2}')],
      [() => 1, Symbol('x'), Number.NaN, { a: 1n }, ['\0'], nested(200)],
    ],
    [{ type: 'ref', columnType: 'text' }, ['x', null], [{}, 1]],
    [{ type: 'binary' }, [Buffer.from('x'), null], ['x', {}]],
  ];
  for (const [attribute, good, bad] of table) {
    test(`should judge ${Object.entries(attribute)
      .map(([key, value]) => `${key} ${String(value)}`)
      .join(', ')}`, async () => {
      await using orm = await createTestOrm(memory!, {
        models: { thing: { attributes: { value: attribute as { type: 'string' } } } },
      });
      const { thing } = orm.models;
      for (const value of good)
        expect(await thing.create({ value: value as string })).toHaveProperty('value');
      for (const value of bad) {
        await expect(thing.create({ value: value as string }), String(value)).rejects.toMatchObject({
          code: 'E_INVALID_NEW_RECORD',
          violations: [{ attribute: 'value', message: expect.stringContaining('value') }],
        });
        expect(() => thing.validate('value', value as string)).toThrow(
          expect.objectContaining({ code: 'E_INVALID_VALUES_TO_SET' }),
        );
      }
      expect(await thing.count()).toBe(good.length);
    });
  }

  test('should give the value as it is stored when it is validated alone', async () => {
    await using orm = await createTestOrm(memory!, { models: { thing: { attributes: { size: 'number' } } } });
    expect(orm.models.thing.validate('size', '12' as never)).toBe(12);
    expect(() => orm.models.thing.validate('sise' as never, 1 as never)).toThrow(
      expect.objectContaining({ code: 'E_INVALID_ARGUMENT' }),
    );
  });

  test('should not repeat the value of a secret', async () => {
    await using orm = await createTestOrm(memory!, {
      models: { user: { attributes: { password: { type: 'string', protect: true, minLength: 12 } } } },
    });
    const error = await orm.models.user.create({ password: 'hunter2' }).catch((caught: unknown) => caught);
    expect(
      JSON.stringify(error) + String(error) + JSON.stringify((error as { violations: unknown }).violations),
    ).not.toContain('hunter2');
    await expect(orm.models.user.find({ password: 7 } as never)).rejects.toMatchObject({
      details: expect.not.stringContaining('7'),
    });
  });
});

function nested(depth: number): unknown {
  return depth === 0 ? 1 : [nested(depth - 1)];
}

const key = Buffer.alloc(32, 1).toString('base64');
const Patient = defineModel({
  dataEncryptionKeys: { default: key, other: Buffer.alloc(32, 2).toString('base64') },
  attributes: {
    name: { type: 'string', required: true },
    diagnosis: { type: 'string', encrypt: true, protect: true },
    weight: { type: 'number', encrypt: 'other', allowNull: true },
    doctor: { model: 'doctor' },
  },
});
const Doctor = defineModel({
  attributes: {
    name: 'string',
    salary: { type: 'number', protect: true },
    patients: { collection: 'patient', via: 'doctor' },
  },
  customToJSON() {
    return { ...this, name: `Dr. ${String(this.name)}`, salary: 1, isRich: Number(this.salary) > 10 };
  },
});

onEachDatabase((database) => {
  describe('encrypt', () => {
    test('should store a text that says nothing, and give the value when it is asked for', async () => {
      await using orm = await createTestOrm(database, { models: { patient: Patient, doctor: Doctor } });
      const { patient } = orm.models;
      const created = await patient.create({ name: 'Ann', diagnosis: 'measles', weight: 61.5 }).decrypt();
      expect(created).toMatchObject({ diagnosis: 'measles', weight: 61.5 });
      const { rows } = await orm.default.sendNativeQuery('select diagnosis, weight from patient');
      expect(rows[0]!.diagnosis).toMatch(/^tt1\.default\.[\w.-]+$/);
      expect(rows[0]!.weight).toMatch(/^tt1\.other\./);
      expect((await patient.findOne(1))!.diagnosis).toBe(rows[0]!.diagnosis);
      expect(await patient.findOne(1).decrypt()).toMatchObject({ diagnosis: 'measles', weight: 61.5 });
      await patient.updateOne(1).set({ weight: null, diagnosis: 'well' });
      expect(await patient.find({ weight: null }).meta({ decrypt: true })).toMatchObject([
        { diagnosis: 'well', weight: null },
      ]);
      await expect(patient.find({ diagnosis: 'well' })).rejects.toMatchObject({ code: 'E_INVALID_CRITERIA' });
      await orm.default.sendNativeQuery(
        "update patient set diagnosis = 'tt1.default.AAAA.AAAAAAAAAAAAAAAAAAAAAA.AAAA'",
      );
      await expect(patient.findOne(1).decrypt()).rejects.toMatchObject({ code: 'E_DECRYPT' });
    });
  });

  test('should give a date as a Date and bytes as bytes when they were encrypted', async () => {
    const dataEncryptionKeys = { default: Buffer.alloc(32, 7).toString('base64') };
    await using orm = await createTestOrm(database, {
      defaults: { dataEncryptionKeys },
      models: {
        patient: {
          attributes: {
            bornAt: { type: 'datetime', encrypt: true },
            scan: { type: 'binary', encrypt: true },
            notes: { type: 'json', encrypt: true },
          },
        },
      } as const,
    });
    const { patient } = orm.models;
    const values = { bornAt: new Date(0), scan: Buffer.from([0, 255, 7]), notes: ['well'] };
    await patient.create(values);
    expect(await patient.findOne(1).decrypt()).toMatchObject(values);
    const empty = await patient.create({}).decrypt();
    expect(empty).toMatchObject({ bornAt: null, scan: null, notes: null });
  });

  describe('the JSON form', () => {
    test('should leave protected attributes out at any depth, whatever customToJSON gives', async () => {
      await using orm = await createTestOrm(database, { models: { patient: Patient, doctor: Doctor } });
      const { patient, doctor } = orm.models;
      await doctor.create({ name: 'Who', salary: 20 });
      await patient.create({ name: 'Ann', diagnosis: 'measles', doctor: 1 });
      const ann = (await patient.findOne(1).populate('doctor').decrypt())!;
      expect(ann).toMatchObject({ diagnosis: 'measles', doctor: { salary: 20 } });
      expect(Object.keys(ann)).not.toContain('toJSON');
      expect(JSON.parse(JSON.stringify(ann))).toMatchObject({
        name: 'Ann',
        doctor: { name: 'Dr. Who', isRich: true },
      });
      expect(JSON.stringify(ann)).not.toMatch(/diagnosis|salary/);
      const [who] = await doctor.find().populate('patients');
      expect(JSON.stringify({ list: [who] })).not.toMatch(/diagnosis|salary/);
      expect(JSON.stringify({ list: [who] })).toContain('Dr. Who');
      expect(patient.serialize({ ...ann, doctor: { ...(ann.doctor as object) } })).not.toHaveProperty(
        'diagnosis',
      );
      expect(JSON.stringify(patient.serialize({ ...ann }))).not.toMatch(/diagnosis|salary/);
    });
  });
});

test('should refuse a model whose encryption key is missing or too short', async () => {
  for (const keys of [undefined, { default: 'short' }, { other: key }]) {
    const models = {
      a: { attributes: { x: { type: 'string', encrypt: true } }, ...(keys && { dataEncryptionKeys: keys }) },
    } as const;
    await expect(createTestOrm(memory!, { models })).rejects.toMatchObject({ code: 'E_NO_ENCRYPTION_KEY' });
  }
});

test('should say what was not there when a customToJSON fails on a part of a record, and show nothing instead', async () => {
  await using orm = await createTestOrm(memory!, {
    models: {
      user: {
        attributes: { name: 'string', email: 'string', secret: 'string' },
        customToJSON(this: Record<string, unknown>) {
          return {
            name: this.name,
            at: String(this.email).length,
            domain: (this.email as string).split('@')[1],
          };
        },
      },
    },
  });
  const { user } = orm.models;
  await user.create({ name: 'Ann', email: 'ann@x.io', secret: 's' });
  expect(JSON.parse(JSON.stringify(await user.findOne(1)))).toEqual({ name: 'Ann', at: 8, domain: 'x.io' });
  const [part] = await user.find({ select: ['name', 'secret'] });
  expect(part).toMatchObject({ name: 'Ann' });
  for (const write of [() => JSON.stringify([part]), () => user.serialize({ name: 'Ann' })]) {
    expect(write).toThrow(
      expect.objectContaining({
        code: 'E_CUSTOM_TO_JSON',
        message: expect.stringMatching(/model user failed: .*; the record was read without .*email/),
        cause: expect.any(TypeError),
      }),
    );
  }
});
