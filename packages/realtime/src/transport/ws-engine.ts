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

/** What is heard of a WebSocket that `ws` ends. */
export type ErrorListener = (error: Error & { readonly code?: string }) => void;

/**
 * Makes Engine.IO's `wsEngine`: a `ws` server whose sockets gather their writes.
 *
 * @param onError one listener for all WebSockets, so that an idle one costs no closure
 */
export function wsEngine(onError: ErrorListener): new (options: ServerOptions) => WebSocketServer {
  return class extends WsEngine {
    constructor(options: ServerOptions) {
      super(options, onError);
    }
  };
}

class WsEngine extends WebSocketServer {
  readonly #onError: ErrorListener;

  constructor(options: ServerOptions, onError: ErrorListener) {
    super({ ...options, closeTimeout: PATIENCE } as ServerOptions);
    this.#onError = onError;
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
        readDirectly(webSocket, coalescing);
      }
      webSocket.on('error', this.#onError);
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
