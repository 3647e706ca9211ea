/** The end of a session, told to its sockets. @module */

/** The event that carries a {@link SessionNotice}; a page listens with `io.socket.on('telltale:session', …)`. */
export const sessionEvent = 'telltale:session';

/** What a socket is told when its session has ended: it has left the rooms that it joined under it. */
export interface SessionNotice {
  code: 'E_SESSION_ENDED';
  message: string;
}
