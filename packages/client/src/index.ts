/** The client of Telltale, for pages and for Node.js. @module @telltale/client */
export {
  type CloseNotice,
  type Notification,
  type SessionNotice,
  TelltaleError,
  type UnsubscribedNotice,
} from '@telltale/protocol';
export { type ConnectOptions, connect } from './connect.ts';
export type { Status } from './connection/status.ts';
export { errors } from './errors.ts';
export type { EventListener, LifecycleEvents, UntypedEvents } from './events/socket-events.ts';
export type { JWR, ResponseHeaders } from './requests/jwr.ts';
export type { RequestData, RequestOptions, SendOptions } from './requests/request-options.ts';
export { ResponseError } from './requests/response-error.ts';
export type { ResponseCallback, Shortcut } from './requests/shortcut.ts';
export { createSailsIo, type Sails, type SailsIo } from './sails-io.ts';
export type { SailsSocket } from './sails-socket.ts';
export type { Platform, Sdk } from './sdk.ts';
export type {
  ConnectionOptions,
  RequestHeaders,
  SailsSettings,
  SocketOptions,
  TransportName,
} from './socket-options.ts';
