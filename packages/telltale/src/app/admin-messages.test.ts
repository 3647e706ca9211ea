import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { isRedisSkipped, redisUrl, withRedis } from '../../../realtime/test/redis-proxy.ts';
import { type Lifted, lift } from '../../test/transports.ts';

interface SocketsHook {
  join(socket: string, room: string): Promise<void>;
  blastAdminMessage(event: string, payload: unknown): Promise<void>;
  broadcastAdminMessage(event: string, payload: unknown): Promise<void>;
}

function hookOf({ app }: Lifted): SocketsHook {
  return app.hooks.sockets as SocketsHook;
}

/** The messages of a name that an app hears; it is complete when the last one has come. */
function heardBy({ app }: Lifted, last: string): Promise<unknown[]> {
  const heard: unknown[] = [];
  return new Promise((resolve) => {
    app.on('hook:sockets:adminMessage', ({ event, payload }: { event: string; payload: unknown }) => {
      if (event === last) resolve(heard);
      else if (event.startsWith('test:')) heard.push([event, payload]);
    });
  });
}

describe.skipIf(isRedisSkipped)(withRedis('apps behind one Redis'), () => {
  test('should hear what one of them says to all, or to all others', async () => {
    const sockets = { adapter: 'redis', url: redisUrl.href, key: `test-${randomUUID()}` } as const;
    await using first = await lift({ sockets });
    await using second = await lift({ sockets });
    const heard = [first, second].map((app) => heardBy(app, 'last'));
    await hookOf(first).blastAdminMessage('test:all', { a: 1 });
    await hookOf(first).broadcastAdminMessage('test:others', { b: 2 });
    await hookOf(second).blastAdminMessage('last', {});
    expect(await heard[0]).toEqual([['test:all', { a: 1 }]]);
    expect(await heard[1]).toEqual([
      ['test:all', { a: 1 }],
      ['test:others', { b: 2 }],
    ]);
  });
});

test('app.hooks.sockets should have the calls of app.sockets, and be quiet when there is no Redis', async () => {
  await using lifted = await lift();
  const client = await lifted.client();
  await hookOf(lifted).join(String(client.id), 'party');
  expect(await lifted.app.sockets.members('party')).toEqual([client.id]);
  await hookOf(lifted).blastAdminMessage('test:all', {});
});
