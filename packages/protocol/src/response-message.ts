/** The answer to a request, as the acknowledgement carries it. @module */

/** The acknowledgement of a request. `body` is absent when nothing was sent. */
export interface ResponseMessage<Body = unknown> {
  body?: Body;
  /** Absent when the server is told not to send headers. `set-cookie` never travels. */
  headers?: Record<string, string | string[]>;
  /** Absent when the server is told not to send it, and then means 200. */
  statusCode?: number;
}
