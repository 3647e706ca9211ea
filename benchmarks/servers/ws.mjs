/** The `ws` package alone, for orientation: no Engine.IO, no Socket.IO, no rooms but a set. @module */
import { WebSocketServer } from 'ws';
import { helloBody } from '../payloads.mjs';
import { announce } from './control.mjs';

const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
const members = new Set();
server.on('connection', (socket) => {
  socket.on('message', (data) => {
    const [id, , request] = JSON.parse(data);
    if (request.url === '/join') members.add(socket);
    socket.send(JSON.stringify([id, { body: helloBody, headers: {}, statusCode: 200 }]));
  });
});

server.on('listening', () => {
  announce({
    port: server.address().port,
    broadcast(message) {
      const text = Buffer.from(JSON.stringify(['message', message]));
      for (const socket of members) socket.send(text, { binary: false });
    },
  });
});
