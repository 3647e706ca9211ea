/** Blueprints on each database: every action once, and fifty writers at a time. @module */
import type { DatastoreSettings } from '@telltale/orm';
import { describe, expect, test } from 'vitest';
import { databases } from '../../../orm/test/databases.ts';
import { blueprintOptions } from '../../test/blueprint-models.ts';
import { type Ask, type Lifted, lift } from '../../test/transports.ts';
import { type Told, type Watcher, watch } from '../../test/watcher.ts';

const writers = 50;

/** Those on which blueprints could differ; the ORM's own suite has all variants. */
const chosen = databases.filter(
  ({ name }) => name !== 'sqlite in memory' && !name.includes('without returning'),
);

/** Sends by HTTP and over sockets in turn. */
async function senders(lifted: Lifted): Promise<{ send(at: number): Ask } & AsyncDisposable> {
  const sockets = await Promise.all([1, 2, 3, 4].map(() => watch(lifted.url)));
  return {
    send: (at) => (at % 2 === 0 ? lifted.via('http') : sockets[at % sockets.length]!.ask),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) await socket[Symbol.asyncDispose]();
    },
  };
}

const all = (count: number, work: (at: number) => Promise<{ status: number; body: unknown }>) =>
  Promise.all(Array.from({ length: count }, (_, at) => work(at)));

/** Positions follow one another without a gap. */
function expectNoGap({ positions }: Watcher): void {
  const offsets = positions.map((position) => Number(position.split('.')[1]));
  expect(offsets).toEqual(offsets.map((_, at) => offsets[0]! + at));
}

describe.each(chosen.map((database) => [database.name, database] as const))('%s', (_name, database) => {
  describe.skipIf(database.missing !== undefined)(
    database.missing ? `skipped: ${database.missing}` : 'there',
    () => {
      async function open() {
        const place = await database.makePlace();
        const datastore: DatastoreSettings = { ...place.settings, pool: { max: 10, acquireTimeout: 30_000 } };
        const lifted = await lift(blueprintOptions({ datastores: { default: datastore } }));
        const watchers = await Promise.all([watch(lifted.url), watch(lifted.url)]);
        return {
          ...lifted,
          watchers,
          /** What every watcher was told, in the same order. */
          async told(): Promise<Told[]> {
            const [first, second] = await Promise.all(watchers.map((watcher) => watcher.told()));
            expect(second).toEqual(first);
            return first!;
          },
          async [Symbol.asyncDispose]() {
            for (const watcher of watchers) await watcher[Symbol.asyncDispose]();
            await lifted[Symbol.asyncDispose]();
            await place[Symbol.asyncDispose]();
          },
        };
      }

      test('should do what every action does', async () => {
        await using app = await open();
        const ask = app.via('http');
        for (const watcher of app.watchers)
          for (const path of ['/user', '/pet', '/group']) await watcher.ask(`GET ${path}`);
        await ask('POST /user', { data: { name: 'Ann', email: 'ann@x.io' } });
        await ask('POST /user', { data: { name: 'Bob', pets: [] } });
        await ask('POST /pet', { data: { name: 'Rex', owner: 1 } });
        expect(await ask('POST /user', { data: { name: 'Eve', email: 'ann@x.io' } })).toMatchObject({
          status: 400,
          body: { code: 'E_UNIQUE', attrNames: ['email'] },
        });
        expect((await ask('PATCH /user/1', { data: { age: 4 } })).body).toMatchObject({
          age: 4,
          pets: [{ id: 1 }],
        });
        expect((await ask('PUT /user/2/pets/1')).body).toMatchObject({ id: 2, pets: [{ id: 1, owner: 2 }] });
        await ask('POST /group', { data: { name: 'crew', members: [1] } });
        expect((await ask('PUT /group/1/members', { data: [2, 1] })).body).toMatchObject({
          members: [{ id: 1 }, { id: 2 }],
        });
        expect((await ask('DELETE /group/1/members/2')).body).toMatchObject({ members: [{ id: 1 }] });
        expect((await ask('GET /user/2/pets')).body).toMatchObject([{ id: 1 }]);
        expect((await ask('GET /user?where={"age":{">":3}}&sort=name')).body).toMatchObject([{ id: 1 }]);
        expect((await ask('DELETE /user/2')).body).toMatchObject({ id: 2, pets: [{ id: 1 }] });
        expect((await ask('GET /pet/1')).body).toMatchObject({ owner: null });
        expect(await ask('GET /user/2')).toMatchObject({ status: 404 });
        const told = await app.told();
        expect(told.map(([event, { verb, id }]) => `${event} ${id} ${verb}`)).toEqual([
          ...['user 1 created', 'user 2 created', 'user 1 addedTo', 'pet 1 created', 'user 1 updated'],
          ...['user 2 addedTo', 'pet 1 updated', 'user 1 removedFrom', 'user 1 addedTo', 'group 1 created'],
          ...['group 1 addedTo', 'user 2 addedTo', 'group 1 removedFrom', 'user 2 removedFrom'],
          ...['user 2 destroyed', 'pet 1 updated'],
        ]);
      });

      test('should lose no update, and tell each once and in order, when fifty write to one record', async () => {
        await using app = await open();
        await app.via('http')('POST /user', { data: { name: 'start' } });
        for (const watcher of app.watchers) await watcher.ask('GET /user/1');
        await using sending = await senders(app);
        const answers = await all(writers, (at) =>
          sending.send(at)('PATCH /user/1', { data: { name: `w${at}` } }),
        );
        expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
        const told = (await app.told()) as [string, { data: { name: string }; previous: { name: string } }][];
        const written = told.map(([, { data }]) => data.name);
        expect(written.toSorted()).toEqual(Array.from({ length: writers }, (_, at) => `w${at}`).toSorted());
        // What each update saw before it is what the one before it had written: that is the order of the commits.
        expect(told.map(([, { previous }]) => previous.name)).toEqual(['start', ...written.slice(0, -1)]);
        expect(await app.app.models.user!.findOne(1)).toMatchObject({ name: written.at(-1) });
        for (const watcher of app.watchers) expectNoGap(watcher);
      });

      test('should leave nobody behind who subscribes while fifty write', async () => {
        await using app = await open();
        await app.via('http')('POST /user', { data: { name: 'start' } });
        await using sending = await senders(app);
        const late = await Promise.all(Array.from({ length: 20 }, () => watch(app.url)));
        const seen = late.map(() => '');
        for (const [at, { client }] of late.entries()) {
          client.on('user', ({ data }: { data: { name: string } }) => {
            seen[at] = data.name;
          });
        }
        const writing = all(writers, (at) => sending.send(at)('PATCH /user/1', { data: { name: `w${at}` } }));
        await all(late.length, async (at) => {
          const path = at % 2 === 0 ? '/user/1' : '/user?name[!]=x';
          const answer = await late[at]!.ask(`GET ${path}&populate=false`.replace('1&', '1?'));
          // Messages keep their order: what comes later is newer than what was read.
          seen[at] = ([answer.body].flat()[0] as { name: string }).name;
          return answer;
        });
        await writing;
        for (const watcher of late) await watcher.told();
        const { name } = (await app.app.models.user!.findOne(1)) as unknown as { name: string };
        expect(seen).toEqual(late.map(() => name));
        for (const watcher of late) await watcher[Symbol.asyncDispose]();
      });

      test('should keep every member, and tell of each once, when fifty add to and take from one collection', async () => {
        await using app = await open();
        const { user, group } = app.app.models;
        await user!.createEach(Array.from({ length: writers }, (_, at) => ({ name: `u${at}` })));
        await group!.create({ name: 'crew' });
        for (const watcher of app.watchers) await watcher.ask('GET /group');
        await using sending = await senders(app);
        const added = await all(writers, (at) => sending.send(at)(`PUT /group/1/members/${at + 1}`));
        expect(added.map(({ status }) => status)).toEqual(added.map(() => 200));
        const ids = Array.from({ length: writers }, (_, at) => at + 1);
        expect(
          (await app.told()).map(([, { addedId }]) => Number(addedId)).toSorted((a, b) => a - b),
        ).toEqual(ids);
        const page = await app.via('http')('GET /group/1?populate=members');
        expect((page.body as { members: object[] }).members).toHaveLength(writers);
        const removed = await all(writers, (at) => sending.send(at)(`DELETE /group/1/members/${at + 1}`));
        expect(removed.map(({ status }) => status)).toEqual(removed.map(() => 200));
        expect(
          (await app.told()).map(([, { removedId }]) => Number(removedId)).toSorted((a, b) => a - b),
        ).toEqual(ids);
        expect((await app.via('http')('GET /group/1')).body).toMatchObject({ members: [] });
      });

      test('should tell of each record once when fifty create, steal and destroy', async () => {
        await using app = await open();
        await app.app.models.user!.createEach([{ name: 'Ann' }, { name: 'Bob' }]);
        for (const watcher of app.watchers)
          for (const path of ['/user', '/pet']) await watcher.ask(`GET ${path}`);
        await using sending = await senders(app);
        const created = await all(writers, (at) =>
          sending.send(at)('POST /pet', { data: { name: `p${at}`, owner: 1 } }),
        );
        const ids = created.map(({ body }) => (body as { id: number }).id);
        expect(new Set(ids).size).toBe(writers);
        const births = await app.told();
        const tellings = (list: Told[], verb: string, key: string) =>
          list.filter(([, payload]) => payload.verb === verb).map(([, payload]) => Number(payload[key]));
        const sorted = (list: number[]) => list.toSorted((a, b) => a - b);
        expect(sorted(tellings(births, 'created', 'id'))).toEqual(sorted(ids));
        expect(sorted(tellings(births, 'addedTo', 'addedId'))).toEqual(sorted(ids));
        await all(writers, (at) => sending.send(at)(`PUT /user/2/pets/${ids[at]}`));
        const moves = await app.told();
        expect(sorted(tellings(moves, 'addedTo', 'addedId'))).toEqual(sorted(ids));
        expect(sorted(tellings(moves, 'removedFrom', 'removedId'))).toEqual(sorted(ids));
        // Each is destroyed by two at a time, and only one of them can.
        const ends = await all(writers * 2, (at) => sending.send(at)(`DELETE /pet/${ids[at % writers]}`));
        expect(ends.filter(({ status }) => status === 200)).toHaveLength(writers);
        expect(ends.filter(({ status }) => status === 404)).toHaveLength(writers);
        expect(sorted(tellings(await app.told(), 'destroyed', 'id'))).toEqual(sorted(ids));
        expect(await app.app.models.pet!.count()).toBe(0);
      });
    },
  );
});
