import type { AppOptions } from 'telltale';
import { expect, test } from 'vitest';
import { lift } from '../../test/transports.ts';

const routes: AppOptions['routes'] = { 'POST /echo': (req, res) => res.json(req.body) };

test.each([['maxHttpBufferSize'], ['maxBufferSize']])(
  'should bound a message by the older name %s, unless limits say otherwise',
  async (name) => {
    const data = { text: 'x'.repeat(2_000) };
    await using small = await lift({ routes, sockets: { [name]: 1_000 } });
    const client = await small.client();
    const gone = new Promise((resolve) => client.once('disconnect', resolve));
    client.emit('post', { url: '/echo', data });
    await gone;
    await using large = await lift({ routes, sockets: { [name]: 1_000, limits: { messageBytes: 10_000 } } });
    expect(await large.via('socket')('POST /echo', { data })).toMatchObject({ status: 200, body: data });
  },
);

test('should take a ping of 0 or false for the usual one', async () => {
  await using lifted = await lift({ routes, sockets: { pingTimeout: 0, pingInterval: false as never } });
  const { opts } = lifted.app.io.engine as unknown as { opts: Record<string, number> };
  expect(opts).toMatchObject({ pingInterval: 25_000, pingTimeout: 60_000 });
});

test('should warn of a setting that means nothing, and of no other', async () => {
  await using lifted = await lift({ sockets: { onlyAllowOrigin: ['https://a.com'], serveClient: false } });
  expect(lifted.log.warn).toEqual([
    'config.sockets.onlyAllowOrigin is no setting, and means nothing. Did you mean onlyAllowOrigins?',
  ]);
});

test('should refuse proxies that are no addresses, and say what may be written', async () => {
  await expect(lift({ http: { trustProxy: 'somewhere' } })).rejects.toMatchObject({
    code: 'E_CONFIG',
    message: expect.stringContaining("config.http.trustProxy is 'somewhere'"),
  });
});

test.each([
  [true, 200],
  [false, 400],
  [undefined, 400],
])("should serve Socket.IO's own client only when serveClient says so: %s", async (serveClient, status) => {
  await using lifted = await lift({ sockets: { ...(serveClient !== undefined && { serveClient }) } });
  expect((await fetch(`${lifted.url}/socket.io/socket.io.js`)).status).toBe(status);
});
