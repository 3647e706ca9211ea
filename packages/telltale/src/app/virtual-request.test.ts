import { type AppOptions, type Handler, Sails } from 'telltale';
import { describe, expect, test } from 'vitest';

const echo: Handler = (req, res) =>
  res.json({
    method: req.method,
    query: req.query,
    body: req.body,
    header: req.get('x-name') ?? null,
    isSocket: req.isSocket,
    wantsJSON: req.wantsJSON,
  });

async function load(options: AppOptions = {}): Promise<Sails & AsyncDisposable> {
  const app = await new Sails().load({
    appPath: '/nowhere',
    log: { level: 'silent' },
    routes: { 'all /echo': echo },
    ...options,
  });
  return Object.assign(app, { [Symbol.asyncDispose]: () => app.lower() });
}

describe('app.request', () => {
  test('should take an address with data, or an object', async () => {
    await using app = await load();
    const common = { header: null, isSocket: false, wantsJSON: true };
    expect((await app.request('GET /echo', { a: 1, list: [1, 2] })).body).toMatchObject({
      ...common,
      method: 'GET',
      query: { a: '1', list: ['1', '2'] },
    });
    expect((await app.request('/echo')).body).toMatchObject({ ...common, method: 'GET', query: {} });
    expect((await app.request('post  /echo?x=1', { a: 1 })).body).toEqual({
      ...common,
      method: 'POST',
      query: { x: '1' },
      body: { a: 1 },
    });
    expect(
      (await app.request({ url: '/echo', method: 'put', data: [1, 2], headers: { 'x-name': 'Ann' } })).body,
    ).toEqual({ ...common, method: 'PUT', query: {}, body: [1, 2], header: 'Ann' });
    expect((await app.request({ url: 'DELETE /echo?old=1', params: { id: 7 } })).body).toMatchObject({
      method: 'DELETE',
      query: { id: '7' },
    });
  });

  test('should give status, headers and body', async () => {
    await using app = await load({
      routes: {
        'GET /text': (_req, res) => res.set('x-seen', 'yes').send('hello'),
        'GET /nothing': (_req, res) => res.status(204).send(),
        'GET /bytes': (_req, res) => res.type('application/octet-stream').send(Buffer.from([1, 2])),
        'GET /away': '/text',
      },
    });
    expect(await app.request('GET /text')).toMatchObject({
      statusCode: 200,
      headers: { 'x-seen': 'yes' },
      body: 'hello',
    });
    expect(await app.request('GET /nothing')).toMatchObject({ statusCode: 204, body: undefined });
    expect((await app.request('GET /bytes')).body).toEqual(Buffer.from([1, 2]));
    expect(await app.request('GET /away')).toMatchObject({ statusCode: 302, headers: { location: '/text' } });
  });

  test('should fail with status and body when the answer is 400 or more', async () => {
    await using app = await load({ routes: { 'GET /bad': (_req, res) => res.badRequest({ why: 'so' }) } });
    await expect(app.request('GET /none')).rejects.toMatchObject({
      status: 404,
      body: 'Not Found',
      message: 'Not Found',
    });
    await expect(app.request('GET /bad')).rejects.toMatchObject({ status: 400, body: { why: 'so' } });
  });

  test('should call back with error, result and body', async () => {
    await using app = await load();
    const given = await new Promise<unknown[]>((resolve) => {
      app.request('GET /echo', (...given) => resolve(given));
    });
    expect(given).toMatchObject([undefined, { statusCode: 200 }, { method: 'GET' }]);
    const withData = await new Promise<unknown[]>((resolve) => {
      app.request('POST /echo', { a: 1 }, (...given) => resolve(given));
    });
    expect(withData[2]).toMatchObject({ body: { a: 1 } });
    const [error] = await new Promise<unknown[]>((resolve) => {
      app.request({ url: '/none' }, (...given) => resolve(given));
    });
    expect(error).toMatchObject({ status: 404, body: 'Not Found' });
  });

  test('should need neither server nor sockets', async () => {
    await using app = await load({ loadHooks: [] });
    expect((await app.request('GET /echo')).statusCode).toBe(200);
  });

  test.each([['hello'], [''], [7], [{}], [null], [{ url: 7 }], [{ url: '/a', method: 'G T' }]])(
    'should refuse %j as an address',
    async (address) => {
      await using app = await load();
      await expect(app.request(address as never)).rejects.toMatchObject({ code: 'E_REQUEST' });
    },
  );

  test('should say that the app is not loaded', async () => {
    await expect(new Sails().request('GET /')).rejects.toMatchObject({ code: 'E_NOT_LOADED' });
  });
});
