/** The wire of Telltale, as types and constants. @module @telltale/protocol */
export { clientEvents } from './client-events.ts';
export { type CloseNotice, closeEvent, mayReconnect } from './close-notice.ts';
export { defineErrors, type ErrorTable, TelltaleError } from './errors.ts';
export {
  handshakeKeys,
  type SdkMetadata,
  socketIdHeader,
} from './handshake.ts';
export type {
  AddedNotification,
  CreatedNotification,
  DestroyedNotification,
  MessagedNotification,
  Notification,
  RemovedNotification,
  UpdatedNotification,
} from './notification.ts';
export { PARSE_ERROR_CODE, type ParseErrorMessage, parseErrorEvent } from './parse-error.ts';
export {
  type EventPosition,
  formatPosition,
  type Position,
  parsePosition,
  positionHeader,
} from './position.ts';
export {
  isRequestMethod,
  type RequestMessage,
  type RequestMethod,
  requestMethods,
} from './request-message.ts';
export type { ResponseMessage } from './response-message.ts';
export { type SessionNotice, sessionEvent } from './session-notice.ts';
export { type UnsubscribedNotice, unsubscribedEvent } from './unsubscribed-notice.ts';
