/** The response to a request over a socket, as callbacks and promises get it. @module */
import { PARSE_ERROR_CODE, type TelltaleError } from '@telltale/protocol';
import { errors } from '../errors.ts';
import { ResponseError } from './response-error.ts';

/** Response headers, in the spelling in which the server sent them. */
export type ResponseHeaders = Record<string, string | string[]>;

/** A response: JSON with response metadata. */
export class JWR<Body = unknown> {
  /** What the server sent; undefined when it sent nothing, null when no server answered. */
  readonly body: Body;
  readonly headers: ResponseHeaders;
  /** The HTTP status; 0 when no server answered. */
  readonly statusCode: number;
  /** Set when the status is below 200, or 400 and above. Redirects are no errors, and are not followed. */
  declare readonly error?: ResponseError<Body>;

  constructor(
    response: { body: Body; headers: ResponseHeaders; statusCode: number },
    failure?: TelltaleError,
  ) {
    this.body = response.body;
    this.headers = response.headers;
    this.statusCode = response.statusCode;
    if (this.statusCode < 200 || this.statusCode >= 400) {
      const { code, message, cause } = failure ?? describe(this);
      this.error = new ResponseError(code, message, this, cause === undefined ? undefined : { cause });
    }
  }

  /** The response in one line. */
  toString(): string {
    const { statusCode, headers, body } = this;
    return `[ResponseFromSails]  -- Status: ${statusCode}  -- Headers: ${toText(headers)}  -- Body: ${toText(body)}`;
  }

  /** A plain object of body, headers and status. */
  toPOJO(): { body: Body; headers: ResponseHeaders; statusCode: number } {
    return { body: this.body, headers: this.headers, statusCode: this.statusCode };
  }

  /** Kept for released code: gives (and does not throw) an error, since responses over a socket are not streams. */
  pipe(): Error {
    return new Error('a response over a socket is not a stream: read its `body`');
  }
}

/** Makes a response of an acknowledgement, whatever the server put into it. */
export function toJwr(acknowledgement: unknown): JWR {
  if (typeof acknowledgement !== 'object' || acknowledgement === null || Array.isArray(acknowledgement)) {
    return failedJwr(errors.E_RESPONSE_MALFORMED(acknowledgement));
  }
  const given = acknowledgement as Record<string, unknown>;
  const headers = isObject(given.headers) ? (given.headers as ResponseHeaders) : {};
  // A server of Sails 1.x sends a parse error without `statusCode` and `body`, which would read as a success.
  if (given.code === PARSE_ERROR_CODE && given.statusCode === undefined) {
    const { code, status, details, message } = given;
    const body = { code, message: details ?? message };
    return new JWR({ body, headers, statusCode: typeof status === 'number' ? status : 400 });
  }
  const { body, statusCode = 200 } = given;
  if (typeof statusCode !== 'number') return failedJwr(errors.E_RESPONSE_MALFORMED(acknowledgement));
  return new JWR({ body, headers, statusCode });
}

/** The response to a request that no server answered. */
export function failedJwr(failure: TelltaleError): JWR {
  return new JWR({ body: null, headers: {}, statusCode: 0 }, failure);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe({ statusCode, body }: JWR): TelltaleError {
  return errors.E_RESPONSE(statusCode, body === undefined ? '' : toText(body, 2));
}

function toText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent) ?? String(value);
}
