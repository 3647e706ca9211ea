/** Lets a socket come and change as itself only: the id of a person is that of the socket. */
import { type Next, type Request, type Response, sails } from 'telltale';

export default function isMyself(req: Request, res: Response, next: Next) {
  const socket = sails.sockets.parseSocket(req);
  if (socket?.connected && req.param('id') === socket.id) return next();
  return res.forbidden();
}
