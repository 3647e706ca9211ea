/** A Fastify plugin that answers socket messages with the app's routes, and tells rooms what happens. @module @telltale/realtime */
export { type SessionNotice, sessionEvent } from '@telltale/protocol';
export { closeCodes } from './close-codes.ts';
export type { Cluster, ClusterMessage, ClusterOptions, RedisClient, RedisOptions } from './cluster/index.ts';
export { defineErrors, type ErrorTable, TelltaleError } from './define-errors.ts';
export {
  type Addressed,
  type AddressedBy,
  addressedBy,
  compileOrigins,
  getSDKMetadata,
} from './handshake/index.ts';
export { type DataBounds, dataProblem } from './interpreter/data-bounds.ts';
export type { LimitOptions, Limits } from './limits.ts';
export { defaultLimits } from './limits.ts';
export {
  createMemoryLog,
  type LoggedNotification,
  type MemoryLogOptions,
  type NotificationLog,
  type OutgoingNotification,
} from './log/index.ts';
export type {
  AfterDisconnect,
  BeforeConnect,
  LoadedSession,
  LoadSession,
  RealtimeOptions,
} from './options.ts';
export { default } from './plugin.ts';
export type {
  AnyRecord,
  Deferral,
  IdOf,
  Omitted,
  PartOf,
  PublishableAttribute,
  PublishableModel,
  PublishCreateOptions,
  PublishDestroyOptions,
  PublishHooks,
  PublishMemberOptions,
  PublishUpdateOptions,
  PubSub,
  PubSubMethods,
  RecordId,
  RecordOrId,
  SubscriptionContext,
  SubscriptionContexts,
  SubscriptionPolicy,
  SubscriptionQuestion,
  SubscriptionRights,
  SubscriptionVerdict,
} from './pubsub/index.ts';
export { isRefusal } from './pubsub/index.ts';
export type {
  AcknowledgementOptions,
  Acknowledgements,
  DisconnectOptions,
  Done,
  LeaveAllOptions,
  RoomNames,
  SocketOrRequest,
  Sockets,
  SocketTarget,
} from './rooms/index.ts';
