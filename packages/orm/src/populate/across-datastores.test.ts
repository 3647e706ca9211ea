/** Associations between models of different databases. @module */
import { createOrm } from '@telltale/orm';
import { expect, test } from 'vitest';
import { databases } from '../../test/databases.ts';

const models = {
  user: {
    attributes: {
      name: 'string',
      posts: { collection: 'post', via: 'author' },
      topics: { collection: 'topic', via: 'fans' },
    },
  },
  post: { datastore: 'other', attributes: { title: 'string', author: { model: 'user' } } },
  topic: {
    datastore: 'other',
    attributes: { title: 'string', fans: { collection: 'user', via: 'topics', dominant: true } },
  },
} as const;

for (const database of databases.filter(({ kind }) => kind !== 'sqlite')) {
  test.skipIf(database.missing)(
    `${database.name}: should be populated and changed when one side is in SQLite`,
    async () => {
      await using place = await database.makePlace();
      await using orm = await createOrm({
        datastores: { default: 'sqlite::memory:', other: place.settings },
        models,
      });
      const { user, post, topic } = orm.models;
      await topic.createEach(['a', 'b', 'c'].map((title) => ({ title })));
      const ann = await user.create({ name: 'Ann', topics: [1, 2, 3] });
      await user.create({ name: 'Bob', topics: [3] });
      await post.create({ title: 'x', author: ann.id });

      const found = await user.find().populate('posts').populate('topics', { sort: 'title DESC', limit: 2 });
      expect(found).toMatchObject([
        { name: 'Ann', posts: [{ title: 'x' }], topics: [{ title: 'c' }, { title: 'b' }] },
        { name: 'Bob', posts: [], topics: [{ title: 'c' }] },
      ]);
      expect(await post.find().populate('author')).toMatchObject([{ author: { name: 'Ann' } }]);
      expect(await topic.findOne(3).populate('fans')).toMatchObject({
        fans: [{ name: 'Ann' }, { name: 'Bob' }],
      });
      const tables = await orm
        .datastore('other')
        .dialect.columnsOf(orm.datastore('other').root, 'topic_fans__user_topics');
      expect(tables.map(({ name }) => name).sort()).toEqual(['id', 'topic_fans', 'user_topics']);

      await user.replaceCollection(ann.id, 'topics').members([2]);
      expect(await user.findOne(ann.id).populate('topics')).toMatchObject({ topics: [{ title: 'b' }] });
      await topic.destroy({ id: 2 });
      expect(await user.findOne(ann.id).populate('topics')).toMatchObject({ topics: [] });
    },
  );
}

test('should warn with a code, once, when a transaction holds a write to another datastore', async () => {
  const warnings: string[] = [];
  await using orm = await createOrm({
    datastores: { default: 'sqlite::memory:', other: 'sqlite::memory:' },
    models,
    log: { warn: (message) => warnings.push(message) },
  });
  const { user, post } = orm.models;
  const failed = orm.datastore().transaction(async () => {
    await user.create({ name: 'Ann' });
    await post.find();
    expect(warnings).toEqual([]);
    await post.create({ title: 'x' });
    await orm.datastore('other').transaction(() => post.create({ title: 'y' }));
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  expect([await user.count(), await post.count()]).toEqual([0, 2]);
  expect(warnings).toEqual([expect.stringMatching(/^E_SPLIT_TRANSACTION: .*'default'.*'other'.*onCommit/)]);
  await orm.datastore('other').transaction(() => post.create({ title: 'z' }));
  expect(warnings).toHaveLength(1);
});
