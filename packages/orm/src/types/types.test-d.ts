/** What the types of a model allow, infer and refuse. Checked by the compiler; nothing here runs. @module */
import { createOrm, defineModel, type JsonOf, type Model, type TelltaleTypeError } from '@telltale/orm';
import { expectTypeOf } from 'vitest';

const User = defineModel({
  attributes: {
    name: { type: 'string', required: true },
    email: { type: 'string', unique: true },
    age: { type: 'number', allowNull: true },
    isActive: { type: 'boolean', defaultsTo: true },
    role: { type: 'string', isIn: ['admin', 'guest'], required: true },
    mood: { type: 'string', isIn: ['good', 'bad'] },
    tags: { type: 'json' as JsonOf<string[]> },
    anything: 'json',
    bornAt: { type: 'datetime' },
    pets: { collection: 'pet', via: 'owner' },
    clubs: { collection: 'Club', via: 'members' },
    boss: { model: 'user' },
  },
});
const Pet = defineModel({ attributes: { name: 'string', owner: { model: 'user', required: true } } });
const Club = defineModel({
  primaryKey: 'code',
  fetchRecordsOnUpdate: true,
  attributes: {
    createdAt: false,
    code: { type: 'string', required: true },
    members: { collection: 'user', via: 'clubs' },
  },
});
const orm = await createOrm({ models: { user: User, pet: Pet, club: Club } });
const { user, pet, club } = orm.models;

interface UserRecord {
  createdAt: number;
  updatedAt: number;
  id: number;
  name: string;
  email: string | null;
  age: number | null;
  isActive: boolean;
  role: 'admin' | 'guest';
  mood: 'good' | 'bad' | '';
  tags: string[] | null;
  anything: unknown;
  bornAt: Date | null;
  boss: number | null;
}

// Records
expectTypeOf(await user.find()).toEqualTypeOf<UserRecord[]>();
expectTypeOf(await user.findOne(1)).toEqualTypeOf<UserRecord | undefined>();
expectTypeOf(await pet.findOne({ name: 'Rex' })).toEqualTypeOf<
  { createdAt: number; updatedAt: number; id: number; name: string; owner: number } | undefined
>();
expectTypeOf(await club.find('chess')).toEqualTypeOf<{ updatedAt: number; code: string }[]>();
expectTypeOf(await User.find()).toExtend<{ name: string; boss: number | string | null }[]>();

// New records
expectTypeOf(await user.create({ name: 'Ann', role: 'admin' })).toEqualTypeOf<UserRecord>();
user.create({
  name: 'Ann',
  role: 'guest',
  tags: ['a'],
  bornAt: '2000-01-01',
  pets: [1],
  clubs: ['chess'],
  boss: null,
});
user.create({ name: 'Ann', role: 'admin' }).exec((error, record) => {
  expectTypeOf(error).toEqualTypeOf<Error | null>();
  expectTypeOf(record).toEqualTypeOf<UserRecord>();
});
// @ts-expect-error a required value is missing
user.create({ role: 'admin' });
// @ts-expect-error a value of the wrong type
user.create({ name: 7, role: 'admin' });
// @ts-expect-error a value that is not in the list
user.create({ name: 'Ann', role: 'king' });
// @ts-expect-error an attribute that is not there
user.create({ name: 'Ann', role: 'admin', nmae: 'x' });
// @ts-expect-error keys of the wrong type
user.create({ name: 'Ann', role: 'admin', clubs: [1] });
expectTypeOf(await user.createEach([])).toEqualTypeOf<undefined>();
expectTypeOf(await user.createEach([]).fetch()).toEqualTypeOf<UserRecord[]>();
expectTypeOf(await user.createEach([]).meta({ fetch: true })).toEqualTypeOf<UserRecord[]>();

// Criteria
user.find({
  name: 'Ann',
  age: { '>=': 18, '<': 65 },
  role: ['admin'],
  email: null,
  bornAt: { '<': new Date() },
});
user.find({ where: { name: { contains: 'n' } }, limit: 3, skip: 1, sort: 'name DESC', select: ['name'] });
user.find({ or: [{ name: 'Ann' }, { and: [{ age: 3 }, { isActive: true }] }], anything: null });
user
  .find([1, 2])
  .sort([{ name: 'ASC' }, 'age DESC'])
  .limit(3);
user.find({ boss: 1 });
user.find({ boss: [1, null] }).where({ boss: { '>': 3, '!=': null } });
pet.findOne({ owner: Number('1'), name: 'Rex' });
pet.count({ owner: { in: [1, 2] } });
// @ts-expect-error a key of another type
user.find({ boss: 'Ann' });
// @ts-expect-error a key of another type, in a list
user.find({ boss: ['Ann'] });
// @ts-expect-error a key of another type, to be compared with
user.find({ boss: { '>': 'Ann' } });
// @ts-expect-error a key of another type, in a new record
user.create({ name: 'Ann', role: 'admin', boss: 'Bob' });
// @ts-expect-error a key of another type, to be set
pet.updateOne(1).set({ owner: 'Bob' });
// @ts-expect-error an attribute that is not there
user.find({ nmae: 'x' });
// @ts-expect-error an attribute that is not there
user.count({ nmae: 'x' });
// @ts-expect-error an attribute that is not there
user.sum('age', { nmae: 'x' });
// @ts-expect-error an attribute that is not there
user.destroyOne({ nmae: 'x' });
// @ts-expect-error an attribute that is not there
user.archive({ nmae: 'x' });
// @ts-expect-error an attribute that is not there
user.findOrCreate({ nmae: 'x' }, { name: 'Ann', role: 'admin' });
// @ts-expect-error an attribute that is not there
user.updateOne(1).set({ nmae: 'x' });
// @ts-expect-error an attribute that is not there
user.find().where({ nmae: 'x' });
// @ts-expect-error an attribute that is not there, among others
user.find({ name: 'x', nmae: 'x' });
// @ts-expect-error an attribute that is not there, inside of or
user.find({ or: [{ name: 'x' }, { nmae: 'x' }] });
// @ts-expect-error an attribute that is not there, inside of where
user.find({ where: { nmae: 'x' } });
// @ts-expect-error an operator that is not there
user.find({ name: { $ne: 'x' } });
// @ts-expect-error contains is for strings
user.find({ age: { contains: '1' } });
// @ts-expect-error a boolean has no order
user.find({ isActive: { '<': true } });
// @ts-expect-error a value of the wrong type
user.find({ age: '18' });
// @ts-expect-error a value of the wrong type, in a list
user.find({ age: ['18'] });
// @ts-expect-error a value that is not in the list
user.find({ role: ['admin', 'king'] });
user.find({ role: ['admin', 'guest'], age: [1, null], bornAt: ['2000-01-01'], mood: [] });
// @ts-expect-error null where there is none
user.find({ name: null });
// @ts-expect-error a collection is populated
user.find({ pets: [1] });
// @ts-expect-error a key of the wrong type
club.findOne(1);
// @ts-expect-error no such attribute to sort by
user.find().sort('nmae ASC');
// @ts-expect-error no such direction
user.find().sort('name UP');
// @ts-expect-error no such attribute to select
user.find({ select: ['nmae'] });
// @ts-expect-error nothing to add up
user.sum('name');
expectTypeOf(await user.avg('age', { isActive: true })).toEqualTypeOf<number>();

// Errors in words
type GivenTo<Method> = Method extends (criteria?: infer Given) => unknown ? Given : never;
type Words = Extract<GivenTo<typeof user.find<{ nmae: 1 }>>, { nmae: unknown }>['nmae'];
expectTypeOf<Words>().toExtend<
  TelltaleTypeError<"'nmae' is not an attribute of this model that a where can use">
>();

// Selection
expectTypeOf(await user.find().select(['name'])).toEqualTypeOf<{ id: number; name: string }[]>();
expectTypeOf(await user.find({ select: ['name'] })).toEqualTypeOf<{ id: number; name: string }[]>();
expectTypeOf(await user.find(1).select(['age', 'id'])).toEqualTypeOf<{ id: number; age: number | null }[]>();
expectTypeOf(await pet.findOne(1).omit(['createdAt', 'updatedAt'])).toEqualTypeOf<
  { id: number; name: string; owner: number } | undefined
>();

// Populating
const populated = await user
  .findOne(1)
  .populate('pets', { limit: 1, where: { name: 'Rex' } })
  .populate('boss')
  .populate('clubs');
expectTypeOf(populated!.pets[0]!.owner).toEqualTypeOf<number>();
expectTypeOf(populated!.boss).toEqualTypeOf<UserRecord | null>();
expectTypeOf(populated!.clubs).toEqualTypeOf<{ updatedAt: number; code: string }[]>();
expectTypeOf((await pet.find().populate('owner'))[0]!.owner!.name).toEqualTypeOf<string>();
pet.find().populate('owner', { where: { name: 'Ann' }, select: ['name'] });
// @ts-expect-error a single record has no order
pet.find().populate('owner', { sort: 'name' });
// @ts-expect-error no such association
user.find().populate('petz');
// @ts-expect-error an attribute that is no association
user.find().populate('name');
// @ts-expect-error the other model has no such attribute
user.find().populate('pets', { where: { age: 3 } });

// Changing
expectTypeOf(await user.update({ name: 'Ann' }).set({ age: null })).toEqualTypeOf<undefined>();
expectTypeOf(await user.update({ name: 'Ann' }, { age: 3 }).fetch()).toEqualTypeOf<UserRecord[]>();
expectTypeOf(await club.update({}).set({})).toEqualTypeOf<{ updatedAt: number; code: string }[]>();
expectTypeOf(await user.updateOne(1).set({ pets: [1] })).toEqualTypeOf<UserRecord | undefined>();
expectTypeOf(await user.destroy([1]).fetch()).toEqualTypeOf<UserRecord[]>();
// @ts-expect-error the primary key can not be changed
user.update({}).set({ id: 7 });
user.addToCollection(1, 'pets').members([1]);
user.addToCollection([1], 'clubs', ['chess']);
// @ts-expect-error no such collection
user.addToCollection(1, 'boss');
// @ts-expect-error keys of the wrong type
user.addToCollection(1, 'clubs').members([1]);
expectTypeOf(await user.create({ name: 'A', role: 'admin' }).tolerate('E_UNIQUE', () => 7)).toEqualTypeOf<
  UserRecord | number
>();
for await (const record of user.stream()) expectTypeOf(record).toEqualTypeOf<UserRecord>();
expectTypeOf(user.validate('age', 3)).toEqualTypeOf<number | null>();

// A model that is looked up by name
expectTypeOf(await orm.model('user').find({ whatever: 1 })).toEqualTypeOf<Record<string, unknown>[]>();
expectTypeOf(await orm.model('user').findOne(1).populate('pets')).toExtend<object | undefined>();
const anyModel: Model<object> = orm.model('user');
anyModel.create({ x: 1 });

// Definitions
// @ts-expect-error no such type
defineModel({ attributes: { x: { type: 'strin' } } });
// @ts-expect-error no such setting
defineModel({ attributes: { x: { type: 'string', requried: true } } });
// @ts-expect-error a rule with a wrong argument
defineModel({ attributes: { x: { type: 'string', maxLength: '3' } } });
const WithMethod = defineModel({ attributes: { x: 'string' }, greet: (name: string) => `hello ${name}` });
expectTypeOf(WithMethod.greet('x')).toEqualTypeOf<string>();

// Associations of imported models, once they are declared
declare module '@telltale/orm' {
  interface ModelRegistry {
    writer: typeof Writer;
    novel: typeof Novel;
  }
}
const Writer = defineModel({ attributes: { novels: { collection: 'novel', via: 'writer' } } });
const Novel = defineModel({ attributes: { title: 'string', writer: { model: 'writer' } } });
expectTypeOf((await Writer.findOne(1).populate('novels'))!.novels[0]!.title).toEqualTypeOf<string>();
expectTypeOf((await Novel.find())[0]!.writer).toEqualTypeOf<number | null>();
