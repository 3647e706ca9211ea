import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from './start.ts';

test('should show the home page', async () => {
  const app = await start();
  const { body } = await app.request('GET /');
  assert.match(String(body), /A list that everyone shares/);
});

test('should keep a task that has a title, and refuse one that has none', async () => {
  const app = await start();
  const { statusCode } = await app.request('POST /task', { title: 'Hoist the sail' });
  assert.equal(statusCode, 200);
  const { body } = await app.request('GET /task', { select: 'title' });
  assert.deepEqual(body, [{ id: 1, title: 'Hoist the sail' }]);
  await assert.rejects(app.request('POST /task', { title: '' }), { status: 400 });
});

test('should change nothing for pages of other origins, whoever is signed in', async () => {
  const app = await start();
  const headers = { origin: 'https://other.example.com' };
  const forged = app.request({ method: 'POST', url: '/task', data: { title: 'Scuttle' }, headers });
  await assert.rejects(forged, { status: 403 });
});

test('should let only those clear the list who have signed in', async () => {
  const app = await start();
  await app.request('POST /task', { title: 'Hoist the sail', done: true });
  await assert.rejects(app.request('POST /task/clear'), { status: 403 });

  const { headers } = await app.request('POST /sign-in', { name: 'Ann' }).catch((redirect) => redirect);
  const cookie = String(headers['set-cookie']).split(';')[0] ?? '';
  const { body } = await app.request({ method: 'POST', url: '/task/clear', headers: { cookie } });
  assert.deepEqual(body, [1]);
});
