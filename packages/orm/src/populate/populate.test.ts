/** Populating associations of every kind, and changing their members. @module */
import { describe, expect, test } from 'vitest';
import { createTestOrm, onEachDatabase } from '../../test/databases.ts';
import { zoo } from '../../test/zoo.ts';

onEachDatabase((database) => {
  async function open() {
    const orm = await createTestOrm(database, { models: zoo });
    const { person, pet } = orm.models;
    const [ann, bob] = await person.createEach([{ name: 'Ann' }, { name: 'Bob' }, { name: 'Cem' }]).fetch();
    await pet.createEach(['Rex', 'Tom', 'Kit', 'Zoe'].map((name) => ({ name, owner: ann!.id })));
    await pet.createEach(['Ada', 'Bix'].map((name) => ({ name, owner: bob!.id })));
    await pet.create({ name: 'Stray' });
    orm.statements.length = 0;
    return orm;
  }
  const namesOf = (records: readonly { name: string }[]) => records.map(({ name }) => name);

  describe('populate', () => {
    test('should go one level deep, and say so when more is asked for', async () => {
      await using orm = await open();
      const { pet, person } = orm.models;
      for (const query of [
        pet.find().populate('owner.pets' as never),
        pet.find().populate('owner', { populate: 'pets' } as never),
        pet.findOne(1).populate('owner', { populates: { pets: true } } as never),
        person.find().populate('pets', { where: { name: 'Rex' }, populate: ['owner'] } as never),
      ]) {
        await expect(query).rejects.toMatchObject({
          code: 'E_INVALID_POPULATES',
          message: expect.stringMatching(/one level deep.*(owner|pets)/),
        });
      }
    });

    test('should fill in a single record, null where there is none', async () => {
      await using orm = await open();
      const pets = await orm.models.pet.find({ name: ['Rex', 'Stray'] }).populate('owner');
      expect(pets).toMatchObject([
        { name: 'Rex', owner: { name: 'Ann' } },
        { name: 'Stray', owner: null },
      ]);
    });

    test('should fill in collections, which stand first, and be empty where there is nobody', async () => {
      await using orm = await open();
      const people = await orm.models.person.find().populate('pets').populate('clubs');
      expect(people.map(({ pets }) => pets.length)).toEqual([4, 2, 0]);
      expect(Object.keys(people[0]!).slice(0, 4)).toEqual(['pets', 'clubs', 'createdAt', 'updatedAt']);
    });

    test('should need one query for each association, however many records there are', async () => {
      await using orm = await open();
      const { person } = orm.models;
      await person.createEach(Array.from({ length: 250 }, (_, at) => ({ name: `p${at}`, boss: 1 })));
      orm.statements.length = 0;
      const people = await person
        .find()
        .populate('pets', { limit: 1 })
        .populate('clubs')
        .populate('boss')
        .populate('friends');
      expect(people).toHaveLength(253);
      expect(people[200]).toMatchObject({ boss: { name: 'Ann' }, pets: [], clubs: [] });
      expect(orm.statements).toHaveLength(5);
    });

    test('should apply where, sort, skip, limit and select to the members of each record', async () => {
      await using orm = await open();
      const { person } = orm.models;
      const sorted = await person.find().populate('pets', { sort: 'name DESC', limit: 2 });
      expect(sorted.map(({ pets }) => namesOf(pets))).toEqual([['Zoe', 'Tom'], ['Bix', 'Ada'], []]);
      const skipped = await person.find().populate('pets', { sort: 'name', skip: 1, limit: 2 });
      expect(skipped.map(({ pets }) => namesOf(pets))).toEqual([['Rex', 'Tom'], ['Bix'], []]);
      const rest = await person.find().populate('pets', { sort: 'name', skip: 3 });
      expect(rest.map(({ pets }) => namesOf(pets))).toEqual([['Zoe'], [], []]);
      const met = await person
        .find()
        .populate('pets', { where: { name: { contains: 'i' } }, select: ['name'] });
      expect(met[0]!.pets).toEqual([{ id: 3, name: 'Kit', owner: 1 }]);
      expect((await person.find().populate('pets', { limit: 0 }))[0]!.pets).toEqual([]);
      expect((await person.findOne(1).populate('pets', { name: 'Rex' }))!.pets).toMatchObject([
        { name: 'Rex' },
      ]);
    });

    test('should read the foreign key although it was not selected', async () => {
      await using orm = await open();
      const [pet] = await orm.models.pet
        .find({ name: 'Rex' })
        .select(['name'])
        .populate('owner', { select: ['name'] });
      expect(pet).toEqual({ id: 1, name: 'Rex', owner: { id: 1, name: 'Ann' } });
    });

    test('should fill in every association when all are asked for', async () => {
      await using orm = await open();
      const ann = await orm.models.person.findOne(1).populateAll();
      expect(ann).toMatchObject({ boss: null, reports: [], clubs: [], friends: [], courses: [] });
      expect(ann!.pets).toHaveLength(4);
      expect((await orm.models.person.findOne(1).populate('pets', false))!).not.toHaveProperty('pets');
    });

    test('should refuse what is no association, and criteria that do not fit', async () => {
      await using orm = await open();
      const { person, pet } = orm.models;
      const bad: [PromiseLike<unknown>, string][] = [
        [person.find().populate('petz' as never), "Did you mean 'pets'?"],
        [person.find().populate('pets', { limt: 1 } as never), "Did you mean 'limit'?"],
        [person.find().populate('name' as never), 'name'],
        [person.find().populate(7 as never), '7'],
        [person.find().populate('__proto__' as never), '__proto__'],
        [person.find().populate('pets', { limit: -1 }), 'limit'],
        [person.find().populate('pets', { bogus: 1 } as never), 'bogus'],
        [pet.find().populate('owner', { limit: 1 } as never), 'owner'],
      ];
      for (const [query, word] of bad) {
        await expect(query).rejects.toMatchObject({
          code: 'E_INVALID_POPULATES',
          details: expect.stringContaining(word),
        });
      }
    });
  });

  describe('members', () => {
    test('should be added, removed and replaced through a foreign key', async () => {
      await using orm = await open();
      const { person } = orm.models;
      const pets = async (id: number) => namesOf((await person.findOne(id).populate('pets'))!.pets);
      await person.addToCollection(3, 'pets').members([1, 7]);
      expect(await pets(3)).toEqual(['Rex', 'Stray']);
      expect(await pets(1)).toEqual(['Tom', 'Kit', 'Zoe']);
      await person.removeFromCollection(3, 'pets', [1, 2]);
      expect([await pets(3), await pets(1)]).toEqual([['Stray'], ['Tom', 'Kit', 'Zoe']]);
      await person.replaceCollection(1, 'pets').members([2, 5]);
      expect([await pets(1), await pets(2)]).toEqual([['Tom', 'Ada'], ['Bix']]);
      await person.replaceCollection([1, 2], 'pets').members([]);
      expect([await pets(1), await pets(2)]).toEqual([[], []]);
      await expect(person.addToCollection([1, 2], 'pets').members([1])).rejects.toMatchObject({
        code: 'E_INVALID_ASSOCIATED_IDS',
      });
    });

    test('should be the same from both sides of a join table', async () => {
      await using orm = await open();
      const { person, club } = orm.models;
      await club.createEach([{ code: 'chess' }, { code: 'go' }]);
      await person.addToCollection([1, 2], 'clubs').members(['chess', 'go']);
      await person.addToCollection(1, 'clubs').members(['chess']);
      expect(namesOf((await club.findOne('chess').populate('members'))!.members)).toEqual(['Ann', 'Bob']);
      await club.removeFromCollection('chess', 'members').members([1]);
      expect((await person.findOne(1).populate('clubs'))!.clubs).toMatchObject([{ code: 'go' }]);
      await club.replaceCollection('go', 'members').members([3, 3]);
      const members = await club.find().sort('code').populate('members', { sort: 'name', limit: 1 });
      expect(members.map((each) => [each.code, namesOf(each.members)])).toEqual([
        ['chess', ['Bob']],
        ['go', ['Cem']],
      ]);
    });

    test('should be kept in one direction only when there is no via', async () => {
      await using orm = await open();
      const { person } = orm.models;
      await person.addToCollection(1, 'friends').members([2, 3]);
      expect(namesOf((await person.findOne(1).populate('friends', { sort: 'name DESC' }))!.friends)).toEqual([
        'Cem',
        'Bob',
      ]);
      expect((await person.findOne(2).populate('friends'))!.friends).toEqual([]);
    });

    test('should go through a model of its own', async () => {
      await using orm = await open();
      const { person, course, enrolment } = orm.models;
      const [maths, art] = await course.createEach([{ title: 'Maths' }, { title: 'Art' }]).fetch();
      await person.addToCollection(1, 'courses').members([maths!.id, art!.id]);
      await enrolment.create({ student: 1, course: maths!.id, grade: 'again' });
      expect((await person.findOne(1).populate('courses'))!.courses.map(({ title }) => title)).toEqual([
        'Maths',
        'Art',
      ]);
      expect(namesOf((await course.findOne(maths!.id).populate('students'))!.students)).toEqual(['Ann']);
      expect(await enrolment.find({ grade: '' })).toHaveLength(2);
    });

    test('should be refused when ids are of the wrong type', async () => {
      await using orm = await open();
      const { person } = orm.models;
      for (const members of ['x', {}, [null], [{ id: 'x' }], [[1]], [Number.NaN]] as never[]) {
        await expect(person.addToCollection(1, 'pets').members(members)).rejects.toMatchObject({
          code: 'E_INVALID_ASSOCIATED_IDS',
        });
      }
      await expect(person.addToCollection({} as never, 'pets').members([1])).rejects.toMatchObject({
        code: 'E_INVALID_ASSOCIATED_IDS',
      });
      await expect(person.addToCollection(1, 'name' as never).members([1] as never)).rejects.toMatchObject({
        code: 'E_INVALID_ASSOCIATED_IDS',
      });
      await expect(person.addToCollection(1, 'pets')).rejects.toMatchObject({
        code: 'E_INVALID_ASSOCIATED_IDS',
      });
      await person.addToCollection(1, 'pets').members([{ id: 7 }] as never);
      expect(await orm.models.pet.findOne(7)).toMatchObject({ owner: 1 });
    });

    test('should not be taken out when they can not be without an owner', async () => {
      await using orm = await createTestOrm(database, {
        models: {
          list: { attributes: { items: { collection: 'item', via: 'list' } } },
          item: { attributes: { list: { model: 'list', required: true } } },
        },
      });
      const { list, item } = orm.models;
      await list.createEach([{}, {}]);
      await item.create({ list: 1 });
      await expect(list.replaceCollection(1, 'items').members([])).rejects.toMatchObject({
        code: 'E_INVALID_ASSOCIATED_IDS',
      });
      await list.addToCollection(2, 'items').members([1]);
      expect(await item.find()).toMatchObject([{ list: 2 }]);
    });
  });
});
