/** What the compiler knows of models in an app. @module */
import { defineModel, type Sails } from 'telltale';
import { expectTypeOf, test } from 'vitest';

const User = defineModel({
  attributes: {
    name: { type: 'string', required: true },
    age: 'number',
    pets: { collection: 'pet', via: 'owner' },
  },
  blueprints: { autoWatch: false, writable: ['name'], populate: ['pets'] },
});

test('an imported model should know its records, and what pub-sub takes', async () => {
  const user = await User.create({ name: 'Ann' });
  expectTypeOf(user.name).toEqualTypeOf<string>();
  expectTypeOf(user.age).toEqualTypeOf<number>();
  await User.publishCreate(user);
  await User.publishUpdate(user.id, { age: 3 });
  // @ts-expect-error a required attribute is missing
  User.create({ age: 3 });
  // @ts-expect-error there is no such attribute
  User.find({ nmae: 'x' });
  // @ts-expect-error an object without a socket is no request
  User.subscribe({}, [1]);
});

test('a definition should know the settings of blueprints', () => {
  defineModel({ attributes: {}, blueprints: false });
  // @ts-expect-error a number is no prefix
  defineModel({ attributes: {}, blueprints: { prefix: 7 } });
});

test('models of an app without types should be of any attributes', async () => {
  const { models } = {} as Sails;
  expectTypeOf(models.user).not.toBeAny();
  const test = async () => {
    const record = await models.user!.create({ name: 'Ann' });
    await models.user!.publishCreate(record);
    await models.user!.find({ where: { name: 'x' }, limit: 1 }).populate('pets');
  };
  expectTypeOf(test).toBeFunction();
});
