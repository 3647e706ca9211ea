/** How many windows are open: a room, and a message to everyone in it. */
import { defineController, sails } from 'telltale';

export default defineController({
  async enter(req, res) {
    const socket = sails.sockets.parseSocket(req);
    if (!socket) return res.badRequest('Come in over a socket.');
    await sails.sockets.join(req, 'windows');
    socket.once('disconnect', tell);
    await tell();
    return res.ok();
  },
});

/** Says to all open windows how many they are, on every server. */
async function tell() {
  const open = await sails.io.in('windows').fetchSockets();
  sails.sockets.broadcast('windows', 'windows', { open: open.length });
}
