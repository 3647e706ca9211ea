/** Turns a finished reply into what its acknowledgement carries. @module */
import { isUtf8 } from 'node:buffer';
import { formatPosition, positionHeader } from '@telltale/protocol';
import { RawReply } from '../transport/raw-reply.ts';
import { trimmed } from './header-bag.ts';
import type { HeaderValue, VirtualReply } from './virtual-reply.ts';

/** Which parts of a reply travel beside its body. */
export interface AcknowledgementParts {
  headers: boolean;
  statusCode: boolean;
}

/**
 * What an acknowledgement carries: text that needs no further work, or, for bytes that are not text, an object whose
 * body Socket.IO sends as a binary attachment.
 */
export function acknowledgement(reply: VirtualReply, parts: AcknowledgementParts): unknown {
  const { body } = reply;
  if (
    Buffer.isBuffer(body) &&
    body.length > 0 &&
    (isBinary(reply.headerTable['content-type']) || !isUtf8(body))
  ) {
    return {
      body,
      ...(parts.headers && { headers: JSON.parse(headersText(reply)) as unknown }),
      ...(parts.statusCode && { statusCode: reply.statusCode }),
    };
  }
  const headers = parts.headers ? headersText(reply) : undefined;
  return new RawReply(reply.statusCode, bodyText(reply, body), headers, parts.statusCode);
}

/** Whether a content type says that the body is bytes, even where they could be read as text. */
function isBinary(contentType: HeaderValue | undefined): boolean {
  return (
    typeof contentType === 'string' &&
    /^(?:application\/octet-stream|image\/(?!svg)|audio\/|video\/|font\/)/i.test(contentType)
  );
}

function bodyText(reply: VirtualReply, body: string | Buffer | undefined): string | undefined {
  if (body === undefined) return undefined;
  // What Fastify serialised is JSON; any other text has to prove that it is, or the whole packet would be garbage.
  if (body === reply.serialised) return body;
  const text = typeof body === 'string' ? body : body.toString();
  if (isJson(reply.headerTable['content-type']) && parses(text)) return text;
  return text === '' ? undefined : JSON.stringify(text);
}

/** Whether a content type says that the body is JSON. */
export function isJson(contentType: HeaderValue | undefined): boolean {
  return typeof contentType === 'string' && /^application\/(?:[^;]+\+)?json\b/i.test(contentType);
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Headers that say nothing over a socket; `set-cookie` must not reach a page's script. */
const notForSockets: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'set-cookie',
  'transfer-encoding',
]);

/** The content types that a body has without saying so: JSON, or text when it is a string. */
const impliedContentTypes: ReadonlySet<HeaderValue> = new Set([
  'application/json; charset=utf-8',
  'text/plain; charset=utf-8',
]);

function headersText(reply: VirtualReply): string {
  const table = reply.headerTable;
  let text = '';
  for (const name in table) {
    if (notForSockets.has(name)) continue;
    const value = table[name] as HeaderValue;
    if (name === 'content-type' && impliedContentTypes.has(value)) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${valueText(value)}`;
  }
  const { position, subscribed } = reply.req;
  if (subscribed && position !== undefined)
    text += `${text === '' ? '' : ','}"${positionHeader}":"${formatPosition(position)}"`;
  return `{${text}}`;
}

/** A header's value as it reads over HTTP: text, or several texts. */
function valueText(value: HeaderValue): string {
  return JSON.stringify(
    Array.isArray(value) ? value.map((each) => trimmed(String(each))) : trimmed(String(value)),
  );
}
