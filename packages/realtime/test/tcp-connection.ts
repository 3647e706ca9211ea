/** The two ends of a TCP connection, for tests: both are gone with the block that made them. @module */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A connection without delay at either end. */
export interface TcpConnection extends AsyncDisposable {
  /** The end that a server was given. */
  socket: Socket;
  peer: Socket;
}

/** Opens a connection on a free port. */
export async function tcpConnection(): Promise<TcpConnection> {
  const server = createServer({ noDelay: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const peer = connect((server.address() as { port: number }).port, '127.0.0.1').setNoDelay();
  const [socket] = (await accepted) as [Socket];
  return {
    socket,
    peer,
    async [Symbol.asyncDispose]() {
      peer.destroy();
      socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
