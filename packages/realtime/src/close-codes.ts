/** The codes with which the server ends a socket's connection. 4000–4499: come back. 4500–4999: don't. @module */

/** Why a server ended a connection. A retired code is never used again. */
export const closeCodes = {
  /** The server is shutting down; another one, or this one again, takes over. */
  SHUTTING_DOWN: 4001,
  /** The app asked for it with `sockets.disconnect()` and gave no code of its own. */
  DISCONNECTED_BY_APP: 4500,
  /** More messages than allowed, for too long. */
  FLOOD: 4501,
  /** The peer left too much unread, for too long. */
  SLOW_READER: 4508,
} as const;
