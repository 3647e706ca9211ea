/** The WebSocket server under Engine.IO, which tells us the TCP socket under each WebSocket. @module */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ServerOptions, WebSocketServer } from 'ws';
import { readDirectly } from './direct-read.ts';
import { type CoalescingSocket, coalesceWrites } from './write-coalescing.ts';

const kTcp = Symbol('TCP socket of a WebSocket');

/** Milliseconds that a client has to answer the end of its WebSocket; who does not answer is cut off. */
const PATIENCE = 5_000;

type UpgradeCallback = Parameters<WebSocketServer['handleUpgrade']>[3];

/** Engine.IO's `wsEngine`: a `ws` server whose sockets gather their writes. */
export class WsEngine extends WebSocketServer {
  constructor(options: ServerOptions) {
    super({ ...options, closeTimeout: PATIENCE } as ServerOptions);
  }

  override handleUpgrade(
    request: IncomingMessage,
    tcp: Duplex,
    head: Buffer,
    callback: UpgradeCallback,
  ): void {
    super.handleUpgrade(request, tcp, head, (webSocket, upgraded) => {
      // A compressed WebSocket may hold a message back while it deflates; one written past it would overtake.
      const coalescing = webSocket.extensions === '' ? coalesceWrites(tcp) : undefined;
      if (coalescing !== undefined) {
        Object.assign(webSocket, { [kTcp]: coalescing });
        readDirectly(webSocket);
      }
      callback(webSocket, upgraded);
    });
  }
}

/**
 * The TCP socket under a WebSocket that {@link WsEngine} made; `undefined` for any other, and for one that
 * negotiated compression.
 */
export function tcpSocketOf(webSocket: object): CoalescingSocket | undefined {
  return (webSocket as { [kTcp]?: CoalescingSocket })[kTcp];
}
