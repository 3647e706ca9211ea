import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { request as requestEncrypted } from 'node:https';
import type { AppOptions, RoutesConfig } from 'telltale';
import { describe, expect, test } from 'vitest';
import { tls } from '../../test/tls.ts';
import { type Ask, type Lifted, lift, transports } from '../../test/transports.ts';

const routes: RoutesConfig = {
  'GET /x': ({ protocol, secure, baseUrl, hostname, port }, res) =>
    res.json({ protocol, secure, baseUrl, hostname, port }),
};

const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'shop.example.com' };

const lines: [name: string, options: AppOptions, headers: Record<string, string>, isSecure: boolean][] = [
  ['a plain line', {}, {}, false],
  ['an encrypted line', { ssl: tls }, {}, true],
  ['a trusted proxy that ends TLS', { http: { trustProxy: '127.0.0.1' } }, forwarded, true],
  [
    'a trusted proxy on a plain line',
    { http: { trustProxy: true } },
    { 'x-forwarded-proto': 'http', 'x-forwarded-host': 'shop.example.com' },
    false,
  ],
  ['a proxy that nobody trusts', {}, forwarded, false],
  ['an address that is not the trusted proxy', { http: { trustProxy: '203.0.113.7' } }, forwarded, false],
];

describe.each(lines)('by %s', (_line, options, headers, isSecure) => {
  const isBelieved = options.http?.trustProxy === true || options.http?.trustProxy === '127.0.0.1';
  const expected = (lifted: Lifted) => {
    const { hostname, port } = isBelieved
      ? { hostname: 'shop.example.com', port: isSecure ? 443 : 80 }
      : new URL(lifted.url);
    const protocol = isSecure ? 'https' : 'http';
    const host = isBelieved ? hostname : new URL(lifted.url).host;
    return { protocol, secure: isSecure, baseUrl: `${protocol}://${host}`, hostname, port: Number(port) };
  };

  test.each(transports)('%s: should know how the client reaches the server', async (transport) => {
    await using lifted = await lift({ ...options, routes });
    const ask: Ask =
      transport === 'http'
        ? (address) => lifted.via('http')(address, { headers })
        : await lifted.over({ extraHeaders: headers });
    expect((await ask('GET /x')).body).toEqual(expected(lifted));
  });

  test('socket: should not be told by a message how the client reaches the server', async () => {
    await using lifted = await lift({ ...options, routes });
    const ask = await lifted.over({ extraHeaders: headers });
    const lie = { 'x-forwarded-proto': isSecure ? 'http' : 'https', host: 'evil.example.com' };
    expect((await ask('GET /x', { headers: lie })).body).toEqual(expected(lifted));
  });

  test('should give the same cookie by HTTP and with the handshake', async () => {
    const counting: RoutesConfig = {
      'GET /count': (req, res) => {
        req.session.count = 1;
        return res.ok();
      },
    };
    await using lifted = await lift({ ...options, routes: counting });
    const answer = await lifted.via('http')('GET /count', { headers });
    const upgraded = await handshake(lifted, headers);
    const flags = [answer.headers['set-cookie'], upgraded.headers['set-cookie']].map((lines) =>
      String(lines).replace(/^sails\.sid=[^;]+; /, ''),
    );
    const own = isSecure ? 'Path=/; HttpOnly; Secure; SameSite=Lax' : 'Path=/; HttpOnly; SameSite=Lax';
    expect(flags).toEqual([own, own]);
  });
});

/** The answer to a WebSocket's handshake, whose line is closed at once. */
async function handshake({ url }: Lifted, headers: Record<string, string>): Promise<IncomingMessage> {
  const ask = url.startsWith('https') ? requestEncrypted : request;
  const asked = ask(`${url}/socket.io/?EIO=4&transport=websocket&__sails_io_sdk_version=1.2.1`, {
    agent: false,
    ca: tls.cert,
    headers: {
      ...headers,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    },
  } as Parameters<typeof request>[1]);
  asked.end();
  const [answer, line] = await once(asked, 'upgrade');
  line.destroy();
  return answer;
}
