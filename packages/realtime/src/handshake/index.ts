/** The handshake: who may connect, and what is known of whoever did. @module */
export { getCookie, grantCookie } from './get-cookie.ts';
export { createHandshake, type Handshake, type HandshakeContext, type ProtectedEngine } from './handshake.ts';
export type { HandshakeLog } from './handshake-log.ts';
export { compileOrigins } from './origin.ts';
export { type Addressed, type AddressedBy, addressedBy } from './own-origin.ts';
export { getSDKMetadata, type HandshakeLike, sdkRefusal } from './sdk.ts';
