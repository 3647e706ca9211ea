/** What a released client makes of subscriptions that are refused and lost: an event more, and nothing else. @module */
import { expect, test } from 'vitest';
import { blueprintOptions } from '../../packages/telltale/test/blueprint-models.ts';
import { lift } from '../../packages/telltale/test/transports.ts';
import { ask, openReleased } from './released-client.ts';

test('should be told of a subscription that is refused, and of one that is lost, and go on as before', async () => {
  let allowed: unknown = [1];
  await using lifted = await lift(
    blueprintOptions({ subscriptions: { user: ({ watch }) => (watch ? true : (allowed as number[])) } }),
  );
  const http = lifted.via('http');
  for (const name of ['Ann', 'Ben']) await http('POST /user', { data: { name } });
  await using socket = await openReleased(lifted.url);
  const seen: unknown[] = [];
  socket.on('telltale:unsubscribed', (notice: never) => seen.push(notice));
  socket.on('user', (event: { verb: string; id: number }) => seen.push(`${event.verb} ${event.id}`));
  const { body, response } = await ask(socket, { url: '/user' });
  expect(body).toHaveLength(2);
  expect(response.statusCode).toBe(200);
  const message = expect.any(String);
  expect(seen.splice(0)).toEqual([
    { code: 'E_SUBSCRIPTION_REFUSED', message, model: 'user', ids: [2], watch: false },
  ]);
  for (const id of [1, 2]) await http(`PATCH /user/${id}`, { data: { age: id } });
  await ask(socket, { url: '/user/1' });
  expect(seen.splice(0)).toEqual(['updated 1']);
  allowed = [];
  await lifted.app.pubsub.askAgain();
  await ask(socket, { url: '/nothing' });
  expect(seen.splice(0)).toEqual([
    { code: 'E_SUBSCRIPTION_LOST', message, model: 'user', ids: [1], watch: false },
  ]);
  expect(socket.isConnected()).toBe(true);
});
