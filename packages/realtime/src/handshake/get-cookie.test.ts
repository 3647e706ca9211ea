import { describe, expect, test } from 'vitest';
import { createParty, request } from '../../test/party.ts';

describe('GET /__getcookie', () => {
  test('should answer with the call that the client waits for, on both transports', async () => {
    await using party = await createParty();
    const response = await fetch(`${party.url}/__getcookie`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/javascript; charset=utf-8');
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(await response.text()).toBe('_sailsIoJSConnect();');
    const client = await party.join();
    expect(await request(client, 'get', '/__getcookie')).toMatchObject({
      statusCode: 200,
      body: '_sailsIoJSConnect();',
    });
  });

  test("should leave the app's own route alone, and its neighbours", async () => {
    await using party = await createParty({}, (app) => {
      app.get('/__getcookie', () => 'own');
      app.get('/:page', (req) => req.params);
    });
    expect(await (await fetch(`${party.url}/__getcookie`)).text()).toBe('own');
    expect(await (await fetch(`${party.url}/__getcookies`)).json()).toEqual({ page: '__getcookies' });
  });

  test('should be 404 when grant3rdPartyCookie is false', async () => {
    await using party = await createParty({ grant3rdPartyCookie: false });
    expect((await fetch(`${party.url}/__getcookie`)).status).toBe(404);
  });
});
