/** A WebSocket client of bytes, for frames and messages that no client library would send. @module */
import { once } from 'node:events';
import { connect as connectTcp, type Socket as TcpSocket } from 'node:net';

const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PONG = 10;

/** A WebSocket frame; what is absent is as it should be. */
export interface Frame {
  fin?: boolean;
  /** The three reserved bits, as a number. */
  rsv?: number;
  opcode?: number;
  masked?: boolean;
  payload?: string | Buffer;
}

/** Writes a frame as a client does: masked, with zeros, so that the payload stays readable. */
export function frame({
  fin = true,
  rsv = 0,
  opcode = TEXT,
  masked = true,
  payload: given = '',
}: Frame): Buffer {
  const payload = typeof given === 'string' ? Buffer.from(given) : given;
  const { length } = payload;
  const mask = masked ? 0x80 : 0;
  const head =
    length < 126
      ? Buffer.from([0, mask | length])
      : length < 0x10000
        ? Buffer.from([0, mask | 126, length >> 8, length & 0xff])
        : Buffer.from([0, mask | 127, 0, 0, 0, 0, 0, 0, 0, 0]);
  if (length >= 0x10000) head.writeUInt32BE(length, 6);
  head[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  return Buffer.concat([head, masked ? Buffer.alloc(4) : Buffer.alloc(0), payload]);
}

/** How to connect. */
export interface RawOptions {
  query?: string;
  /** Header lines, each with its line break. */
  headers?: string;
}

/** A connection, open on the level of Socket.IO unless it was made by {@link RawSocket.upgrade}. */
export class RawSocket implements AsyncDisposable {
  readonly tcp: TcpSocket;
  /** Text messages and binary ones that nobody has taken yet. */
  readonly messages: (string | Buffer)[] = [];
  /** The code with which the server closed the WebSocket, 1005 for none; `undefined` when it only hung up. */
  closeCode: number | undefined;
  /** Whether heartbeats are answered. */
  alive = true;
  /** Resolves when the connection has ended. */
  readonly ended: Promise<void>;
  /** Resolves when the server has said that it closes, or the connection has ended. */
  readonly closing: Promise<void>;
  #onClosing = () => {};
  #unread: Buffer = Buffer.alloc(0);
  #wake: (() => void)[] = [];
  #nextId = 1;

  private constructor(tcp: TcpSocket) {
    this.tcp = tcp;
    tcp.on('error', () => {});
    tcp.on('data', (chunk) => this.#read(chunk));
    this.closing = new Promise((resolve) => {
      this.#onClosing = resolve;
    });
    this.ended = new Promise((resolve) => {
      tcp.once('close', () => {
        resolve();
        this.#onClosing();
        this.#wakeAll();
      });
    });
  }

  /** Goes as far as the WebSocket, and no further. */
  static async upgrade(url: string, { query = '', headers = '' }: RawOptions = {}): Promise<RawSocket> {
    const { hostname, port, host } = new URL(url);
    const tcp = connectTcp(Number(port), hostname);
    tcp.write(
      `GET /socket.io/?EIO=4&transport=websocket&__sails_io_sdk_version=1.2.1${query} HTTP/1.1\r\nHost: ${host}\r\n` +
        `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${headers}\r\n`,
    );
    let answer = Buffer.alloc(0);
    while (!answer.includes('\r\n\r\n')) answer = Buffer.concat([answer, (await once(tcp, 'data'))[0]]);
    const end = answer.indexOf('\r\n\r\n') + 4;
    const status = answer.subarray(0, end).toString().split('\r\n')[0];
    if (!status?.includes(' 101 ')) throw new Error(`the server refused: ${status}`);
    const socket = new RawSocket(tcp);
    socket.#read(answer.subarray(end));
    return socket;
  }

  /** Connects to the default namespace. */
  static async connect(url: string, options?: RawOptions): Promise<RawSocket> {
    const socket = await RawSocket.upgrade(url, options);
    await socket.take((message) => String(message).startsWith('0{'));
    socket.send('40');
    await socket.take((message) => String(message).startsWith('40'));
    return socket;
  }

  /** Sends an Engine.IO packet, binary for a buffer. */
  send(packet: string | Buffer): void {
    this.tcp.write(frame({ payload: packet, opcode: typeof packet === 'string' ? TEXT : BINARY }));
  }

  /** Sends a Socket.IO event. */
  emit(...args: unknown[]): void {
    this.send(`42${JSON.stringify(args)}`);
  }

  /** Sends bytes as they are. */
  write(bytes: Buffer): void {
    this.tcp.write(bytes);
  }

  /** Waits for a message and takes it from the list; rejects when the connection ends without. */
  async take(is: (message: string | Buffer) => boolean): Promise<string | Buffer> {
    for (;;) {
      const index = this.messages.findIndex(is);
      if (index >= 0) return this.messages.splice(index, 1)[0] as string | Buffer;
      if (this.tcp.closed) throw new Error(`the connection ended (${this.closeCode ?? 'without a code'})`);
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  /** Sends a request and waits for its answer, as the text that came, with the attachment if there is one. */
  async ask(method: string, message: unknown): Promise<{ text: string; attachment: Buffer | undefined }> {
    const id = this.#nextId;
    this.#nextId += 1;
    this.send(`42${id}${JSON.stringify([method, message])}`);
    const isAnswer = new RegExp(`^4(3|61-)${id}\\[`);
    const packet = (await this.take((given) => typeof given === 'string' && isAnswer.test(given))) as string;
    const text = packet.slice(packet.indexOf('[') + 1, -1);
    if (!packet.startsWith('46')) return { text, attachment: undefined };
    return { text, attachment: (await this.take(Buffer.isBuffer)) as Buffer };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.tcp.destroy();
    await this.ended;
  }

  #read(chunk: Buffer): void {
    this.#unread = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
    for (;;) {
      const bytes = this.#unread;
      if (bytes.length < 2) return;
      let length = (bytes[1] as number) & 0x7f;
      let start = 2;
      if (length === 126) {
        if (bytes.length < 4) return;
        length = bytes.readUInt16BE(2);
        start = 4;
      } else if (length === 127) {
        if (bytes.length < 10) return;
        length = bytes.readUInt32BE(6);
        start = 10;
      }
      if (bytes.length < start + length) return;
      this.#unread = bytes.subarray(start + length);
      this.#take((bytes[0] as number) & 0x0f, bytes.subarray(start, start + length));
    }
  }

  #take(opcode: number, payload: Buffer): void {
    if (opcode === CLOSE) {
      this.closeCode = payload.length < 2 ? 1005 : payload.readUInt16BE(0);
      this.#onClosing();
      this.tcp.write(frame({ opcode: CLOSE, payload }));
    } else if (opcode === TEXT && payload.length === 1 && payload[0] === 0x32) {
      if (this.alive) this.send('3');
    } else if (opcode === TEXT) this.messages.push(payload.toString());
    else if (opcode === BINARY || opcode === PONG) this.messages.push(payload);
    this.#wakeAll();
  }

  #wakeAll(): void {
    for (const resolve of this.#wake.splice(0)) resolve();
  }
}
