/** Bare Socket.IO: a message in, an acknowledgement out, and `io.to(room).emit`. @module */
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { helloBody, room } from '../payloads.mjs';
import { announce } from './control.mjs';

const server = createServer();
const io = new Server(server, { transports: ['websocket'] });
io.on('connection', (socket) => {
  socket.on('get', (request, acknowledge) => {
    if (request.url === '/join') socket.join(room);
    acknowledge({ body: helloBody, headers: {}, statusCode: 200 });
  });
});

server.listen(0, '127.0.0.1', () => {
  announce({
    port: server.address().port,
    broadcast: (message) => io.to(room).emit('message', message),
  });
});
