import { io } from 'socket.io-client';
import { expect, test } from 'vitest';
import { appFolder } from '../../test/app-folder.ts';
import { lift } from '../../test/transports.ts';

/** As the Realtime page of Sails 0.12 has it. */
const sayController = `// In /api/controllers/SayController.js
module.exports = {
  hello: function(req, res) {
    // Make sure this is a socket request (not traditional HTTP)
    if (!req.isSocket) {return res.badRequest();}
    // Have the socket which made the request join the "funSockets" room
    sails.sockets.join(req, 'funSockets');
    // Broadcast a "hello" message to all the fun sockets.
    sails.sockets.broadcast('funSockets', 'hello', req);
    // Respond to the request with an a-ok message
    return res.ok();
  }
}
`;

test.each(['module', 'commonjs'])(
  'should say hello to every socket of the party in an app of type %s',
  async (type) => {
    await using folder = await appFolder({
      'package.json': JSON.stringify({ type }),
      'api/controllers/SayController.js': sayController,
    });
    await using lifted = await lift({
      appPath: folder.path,
      globals: { sails: true },
      blueprints: { actions: true },
    });
    expect(await lifted.via('http')('GET /say/hello')).toMatchObject({ status: 400, body: 'Bad Request' });

    const first = await lifted.client();
    const heard: unknown[] = [];
    const twice = new Promise<void>((resolve) => {
      first.on('hello', (data) => {
        heard.push(data);
        if (heard.length === 2) resolve();
      });
    });
    expect(await lifted.via('socket')('GET /say/hello')).toMatchObject({ status: 200, body: 'OK' });
    const second = io(lifted.url, {
      transports: ['websocket'],
      forceNew: true,
      query: { __sails_io_sdk_version: '1.2.1' },
    });
    const own = new Promise((resolve) => second.on('hello', resolve));
    const answer = await second.timeout(5_000).emitWithAck('get', { url: '/say/hello' });
    await twice;
    expect(answer).toEqual({ body: 'OK', headers: {}, statusCode: 200 });
    expect(heard).toEqual([{ id: first.id }, { id: second.id }]);
    expect(await own).toEqual({ id: second.id });
    expect(lifted.app.getSDKMetadata(lifted.app.sockets.get(second.id as string).handshake)).toMatchObject({
      version: '1.2.1',
    });
    second.disconnect();
  },
);
