import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from './start.ts';

test('should show the home page', async () => {
  const app = await start();
  const { body } = await app.request('GET /');
  assert.match(String(body), /\/js\/dependencies\/sails\.io\.js/);
});
