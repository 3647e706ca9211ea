/** The notification log: what was told, in order, for a while. @module */
export { createMemoryLog, type MemoryLogOptions } from './memory-log.ts';
export type { LoggedNotification, NotificationLog, OutgoingNotification } from './notification-log.ts';
