/** A reply whose body is text already, so that the encoder need not walk, parse or serialise it again. @module */

/** What the acknowledgement of a request is made of. */
export class RawReply {
  readonly statusCode: number;
  /** The body as JSON text; `undefined` when nothing was sent. */
  readonly json: string | undefined;
  /** The headers as JSON text; `undefined` when they don't travel. */
  readonly headers: string | undefined;
  /** Whether the status travels. */
  readonly withStatus: boolean;

  constructor(
    statusCode: number,
    json: string | undefined,
    headers: string | undefined,
    withStatus: boolean,
  ) {
    this.statusCode = statusCode;
    this.json = json;
    this.headers = headers;
    this.withStatus = withStatus;
  }

  /** The reply as JSON text, in the key order of the wire: body, headers, statusCode. */
  toText(): string {
    let text = '{';
    if (this.json !== undefined) text += `"body":${this.json}`;
    if (this.headers !== undefined) text += `${text.length > 1 ? ',' : ''}"headers":${this.headers}`;
    if (this.withStatus) text += `${text.length > 1 ? ',' : ''}"statusCode":${this.statusCode}`;
    return `${text}}`;
  }

  /** For any path that serialises packets with `JSON.stringify`, such as an adapter between servers. */
  toJSON(): unknown {
    return JSON.parse(this.toText());
  }
}
