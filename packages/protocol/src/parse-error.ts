/** What a message gets that is not a request. @module */

/** The event that carries a parse error when the message had no acknowledgement. */
export const parseErrorEvent = 'sails:parseError';

/** The code of every parse error; `body.code` says which. */
export const PARSE_ERROR_CODE = 'SAILS:HOOK:SOCKETS:PARSE_VIRTUAL_REQ';

/** Answer to a malformed message: sent to its acknowledgement, or as {@link parseErrorEvent}. */
export interface ParseErrorMessage {
  code: typeof PARSE_ERROR_CODE;
  name: string;
  status: number;
  statusCode: number;
  message: string;
  /** What was given and what was expected. */
  details: string;
  body: { code: string; message: string };
}
