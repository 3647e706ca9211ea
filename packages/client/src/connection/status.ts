/** Where a socket stands with its server. @module */

/**
 * - `connecting`: the first attempt is under way
 * - `connected`: requests go out at once
 * - `reconnecting`: the line is lost, or the first attempt failed, and another attempt follows
 * - `disconnected`: nothing happens until `reconnect()`
 */
export type Status = 'connecting' | 'connected' | 'reconnecting' | 'disconnected';
