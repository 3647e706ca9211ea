/** A reverse proxy that ends TLS before several servers, as nginx does; but for TLS, which the servers never see. @module */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface ReverseProxy extends AsyncDisposable {
  url: string;
}

/**
 * Sends each connection to the next server in turn, and to the one after it when nobody listens there.
 *
 * @param servers their addresses
 * @param client the address that the servers are told
 */
export async function reverseProxy(servers: readonly string[], client: string): Promise<ReverseProxy> {
  let turn = 0;
  const proxy = createServer(async (incoming, outgoing) => {
    // The whole body, so that another server can get it when the first one is gone.
    const body = await buffer(incoming);
    const answered = (answer: IncomingMessage) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    };
    send(incoming, answered, body);
  });
  proxy.on('upgrade', (incoming: IncomingMessage, near) => {
    const forwarding = send(incoming, (answer) => near.end(`HTTP/1.1 ${answer.statusCode} Refused\r\n\r\n`));
    forwarding.on('upgrade', (answer, far, head) => {
      const lines = answer.rawHeaders.flatMap((name, at, all) =>
        at % 2 === 0 ? [`${name}: ${all[at + 1]}`] : [],
      );
      near.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
      near.write(head);
      near.pipe(far).pipe(near);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroy());
      }
    });
  });

  function send(
    incoming: IncomingMessage,
    answered: (answer: IncomingMessage) => void,
    body?: Buffer,
    left = servers.length - 1,
  ) {
    const server = servers[turn++ % servers.length]!;
    const headers: OutgoingHttpHeaders = {
      ...incoming.headers,
      'x-forwarded-for': client,
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'app.example.com',
    };
    const forwarding = request(server + incoming.url, { method: incoming.method ?? 'GET', headers });
    forwarding.on('response', answered);
    forwarding.on('error', () => {
      if (left > 0) send(incoming, answered, body, left - 1);
      else incoming.destroy();
    });
    forwarding.end(body);
    return forwarding;
  }

  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      proxy.closeAllConnections();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}
