/** Criteria give the same records on each database as a plain evaluation in memory. @module */
import { defineModel } from '@telltale/orm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTestOrm, onEachDatabase } from '../../test/databases.ts';
import { compare, matches } from '../../test/evaluate.ts';

const Thing = defineModel({
  attributes: {
    createdAt: false,
    updatedAt: false,
    text: { type: 'string' },
    word: { type: 'string', allowNull: true },
    size: { type: 'number' },
    rank: { type: 'integer', allowNull: true },
    isGood: { type: 'boolean' },
    data: { type: 'json' },
  },
});

// Few different values, so that conditions meet; and those that patterns, quoting and collations stumble over.
const word = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'A',
    'ab',
    'aB',
    'b',
    'a ',
    ' a',
    'a%',
    'a_b',
    '%',
    '_',
    '\\',
    "'",
    '"',
    '`',
    '*',
    '?',
    '[a]',
    '|',
  ),
  fc.constantFrom(
    'é',
    'e\u0301',
    'ß',
    'ss',
    'Ä',
    '😀',
    '😀a',
    '\ufffd',
    '\n',
    'null',
    '0',
    '1e1',
    '$1',
    '?1',
    ':a',
    '--',
    'ab%c',
  ),
  fc.string({ unit: fc.constantFrom('a', 'b', 'A', '%', '_', '\\', '*', ' '), maxLength: 4 }),
);
const number = fc.oneof(
  fc.constantFrom(0, 1, -1, 2, 1.5, 0.1, 0.30000000000000004, -2.25, 1e21, -1e300, 9007199254740991, 5e-324),
  fc.integer({ min: -3, max: 3 }),
);
const integer = fc.constantFrom(0, 1, -1, 2, 3, -9007199254740991, 9007199254740991);
const nullable = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: null, freq: 3 });

const row = fc.record({
  text: word,
  word: nullable(word),
  size: number,
  rank: nullable(integer),
  isGood: fc.boolean(),
  data: nullable(fc.constantFrom<unknown>({ a: 1 }, [1], 'x', 0, false)),
});

const listOf = <Value>(values: fc.Arbitrary<Value>) => fc.array(values, { maxLength: 3 });
const orders = <Value>(values: fc.Arbitrary<Value>) =>
  fc.oneof(...['<', '<=', '>', '>='].map((operator) => fc.record({ [operator]: values })));
const equals = <Value>(values: fc.Arbitrary<Value>) =>
  fc.oneof(
    values,
    listOf(values),
    fc.record({ '!=': values }),
    fc.record({ in: listOf(values) }),
    fc.record({ nin: listOf(values) }),
  );
const texts = fc.oneof(
  ...['contains', 'startsWith', 'endsWith', 'like'].map((operator) => fc.record({ [operator]: word })),
);
const between = fc.record({ '>=': number, '<': number });

const leaf: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  fc.record({ text: fc.oneof(equals(word), orders(word), texts) }),
  fc.record({ word: fc.oneof(equals(nullable(word)), orders(word), texts) }),
  fc.record({ size: fc.oneof(equals(number), orders(number), between) }),
  fc.record({ rank: fc.oneof(equals(nullable(number)), orders(number)) }),
  fc.record({ isGood: equals(fc.boolean()) }),
  fc.record({ data: fc.constantFrom(null, { '!=': null }) }),
  fc.record({ text: texts, size: orders(number) }),
);
const { where } = fc.letrec<{ where: Record<string, unknown> }>((tie) => ({
  where: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    fc.record({ or: fc.array(tie('where'), { maxLength: 3 }) }),
    fc.record({ and: fc.array(tie('where'), { maxLength: 3 }) }),
    fc.tuple(tie('where'), leaf).map(([one, other]) => ({ ...one, ...other })),
  ),
}));

const term = fc.tuple(
  fc.constantFrom('text', 'word', 'size', 'rank', 'isGood', 'id'),
  fc.constantFrom('ASC', 'DESC'),
);
const sort = fc.uniqueArray(term, { maxLength: 3, selector: ([name]) => name });
const bound = fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined });

onEachDatabase((database) => {
  test('should find what a plain evaluation finds when criteria are random', {
    timeout: 180_000,
  }, async () => {
    await using orm = await createTestOrm(database, { models: { thing: Thing } });
    const { thing } = orm.models;
    const find = thing.find as (criteria: object) => PromiseLike<Record<string, unknown>[]>;
    const count = thing.count as (criteria: object) => PromiseLike<number>;
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 12 }),
        fc.array(fc.tuple(where, sort, bound, bound), { minLength: 4, maxLength: 12 }),
        async (rows, queries) => {
          await thing.destroy({});
          const stored: Record<string, unknown>[] = (await thing.createEach(rows).fetch()).map((record) => ({
            ...record,
          }));
          expect(stored.map(({ id: _id, ...values }) => values)).toEqual(rows);
          for (const [condition, order, limit, skip] of queries) {
            const met = stored.filter((record) => matches(record, condition));
            const expected = met.toSorted((one, other) => {
              for (const [name, direction] of [...order, ['id', 'ASC']] as const) {
                const difference = compare(one[name], other[name]);
                if (difference !== 0) return direction === 'ASC' ? difference : -difference;
              }
              return 0;
            });
            const end = limit === undefined ? undefined : (skip ?? 0) + limit;
            const found = await find({
              where: condition,
              sort: order.map(([name, direction]) => `${name} ${direction}`),
              ...(limit !== undefined && { limit }),
              ...(skip !== undefined && { skip }),
            });
            expect(found).toEqual(expected.slice(skip ?? 0, end));
            expect(await count({ where: condition })).toBe(met.length);
          }
        },
      ),
      { numRuns: 60, interruptAfterTimeLimit: 150_000, markInterruptAsFailure: false },
    );
  });
});
