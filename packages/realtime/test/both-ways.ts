/** One request by HTTP or over a socket, in the same words and with answers that can be compared. @module */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { createParty, type Party } from './party.ts';
import { RawSocket } from './raw-socket.ts';

/** The ways in. */
export const transports = ['http', 'socket'] as const;

/** One of {@link transports}. */
export type Transport = (typeof transports)[number];

/** What a request says. */
export interface Question {
  /** In upper case. */
  method: string;
  url: string;
  /** A JSON body; only for methods that have one by HTTP. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** An answer, read alike on both ways. */
export interface Answer {
  status: number;
  /** The text as it travelled when it is JSON, any other text as a JSON string, bytes that are no text as a buffer. */
  raw: string | Buffer | undefined;
  /** The body as a value. */
  body: unknown;
  /** Headers that mean something on both ways, without the content types that a body has by itself. */
  headers: Record<string, unknown>;
}

/** Asks on one of the two ways. */
export type Ask = (question: Question) => Promise<Answer>;

/** A party that can be asked on both ways. */
export interface BothWays extends Party {
  ask: Record<Transport, Ask>;
  socket: RawSocket;
}

/** {@link createParty}, with one raw socket connected. */
export async function createBothWays(...given: Parameters<typeof createParty>): Promise<BothWays> {
  const party = await createParty(...given);
  const socket = await RawSocket.connect(party.url);
  return {
    ...party,
    socket,
    ask: {
      http: (question) => askHttp(party.url, question),
      socket: (question) => askSocket(socket, question),
    },
    async [Symbol.asyncDispose]() {
      await socket[Symbol.asyncDispose]();
      await party[Symbol.asyncDispose]();
    },
  };
}

const ofTheConnection = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'set-cookie',
  'transfer-encoding',
]);
const implied = new Set(['application/json; charset=utf-8', 'text/plain; charset=utf-8']);

function meaningful(headers: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(
        ([name, value]) =>
          !ofTheConnection.has(name) && !(name === 'content-type' && implied.has(String(value))),
      )
      // By HTTP a list is several headers, which Node's client joins.
      .map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

/** Asks by HTTP, on a connection of its own; no header is added that is not given. */
export async function askHttp(url: string, { method, url: path, body, headers }: Question): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const outgoing = request({
    hostname,
    port,
    path,
    method,
    agent: false,
    headers: {
      ...(payload !== undefined && {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(payload),
      }),
      ...headers,
    },
  });
  outgoing.end(payload);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  const bytes = await buffer(incoming);
  const text = bytes.toString();
  const isText = Buffer.from(text).equals(bytes) && !/octet-stream|^image/.test(contentType(incoming));
  const isJson = /^application\/([^;]+\+)?json\b/.test(contentType(incoming)) && isParsable(text);
  const raw = bytes.length === 0 ? undefined : !isText ? bytes : isJson ? text : JSON.stringify(text);
  return {
    status: incoming.statusCode as number,
    raw,
    body: typeof raw === 'string' ? JSON.parse(raw) : raw,
    headers: meaningful(incoming.headers),
  };
}

function isParsable(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function contentType({ headers }: IncomingMessage): string {
  return headers['content-type'] ?? '';
}

/** Asks over a socket. */
export async function askSocket(
  socket: RawSocket,
  { method, url, body, headers }: Question,
): Promise<Answer> {
  const { text, attachment } = await socket.ask(method.toLowerCase(), { url, data: body, headers });
  const answer = JSON.parse(text);
  const end = `"headers":${JSON.stringify(answer.headers)},"statusCode":${answer.statusCode}}`;
  if (!text.endsWith(end)) throw new Error(`not an answer: ${text}`);
  const raw = 'body' in answer ? (attachment ?? text.slice('{"body":'.length, -end.length - 1)) : undefined;
  return {
    status: answer.statusCode,
    raw,
    body: attachment ?? answer.body,
    headers: meaningful(answer.headers),
  };
}
