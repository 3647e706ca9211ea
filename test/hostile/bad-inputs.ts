/** The inputs that a hostile client may try, in groups, each with the server's reaction. @module */
import { once } from 'node:events';
import type { Party } from '../../packages/realtime/test/party.ts';
import { frame, type RawSocket } from '../../packages/realtime/test/raw-socket.ts';
import { type BadInput, goodHeaders, type Reaction } from './bad-input.ts';

/**
 * Options of the server that the inputs are tried on; what is not here has its default. The server and its clients
 * share a process: a heartbeat has to outlast the pauses of a busy machine.
 */
export const options = {
  pingInterval: 150,
  pingTimeout: 2_500,
  onlyAllowOrigins: ['https://app.example', 'http://localhost:3000'],
  limits: { requestTimeout: 200, roomsPerSocket: 20 },
};

const huge = (length: number, text = 'x') => text.repeat(length);
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const keys = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 0]));

const event = (name: string, json: string, reaction: Reaction): BadInput => ({
  input: name,
  reaction,
  send: (socket) => socket.send(`427[${json},{"url":"/hi"}]`),
});
const message = (name: string, args: string, reaction: Reaction, note?: string): BadInput => ({
  input: name,
  reaction,
  send: (socket) => socket.send(args),
  ...(note && { note }),
});
const url = (name: string, json: string, reaction: Reaction, note?: string): BadInput =>
  message(name, `427["get",{"url":${json}}]`, reaction, note);
const headers = (name: string, json: string, reaction: Reaction, note?: string): BadInput =>
  message(name, `427["get",{"url":"/hi","headers":${json}}]`, reaction, note);
const data = (name: string, json: string, reaction: Reaction, note?: string): BadInput =>
  message(name, `427["post",{"url":"/hi","data":${json}}]`, reaction, note);
const bytes = (name: string, frames: Buffer | Buffer[], reaction: Reaction, note?: string): BadInput => ({
  input: name,
  reaction,
  send: (socket) => socket.write(Buffer.isBuffer(frames) ? frames : Buffer.concat(frames)),
  ...(note && { note }),
});
const shake = (name: string, query: string, reaction: Reaction, more = ''): BadInput => ({
  input: name,
  reaction,
  handshake: { query, headers: goodHeaders + more },
});
const from = (name: string, line: string, reaction: Reaction): BadInput => ({
  input: name,
  reaction,
  handshake: { headers: line },
});
const room = (name: string, json: string, reaction: Reaction, note?: string): BadInput =>
  message(name, `427["post",{"url":"/join","data":{"room":${json}}}]`, reaction, note);

const taken: Reaction = { answered: 200 };
const notFound: Reaction = { answered: 404 };
const protocolError: Reaction = { closed: 1002 };

async function flood(socket: RawSocket, piece: Buffer, times: number): Promise<void> {
  for (let sent = 0; sent < times && !socket.tcp.closed; sent += 1) {
    if (!socket.tcp.write(piece))
      await Promise.race([new Promise((go) => socket.tcp.once('drain', go)), socket.ended]);
  }
}

async function goBeforeTheAnswer(socket: RawSocket, party: Party, path: string): Promise<void> {
  const arrived = once(party.app.server, 'arrived');
  socket.emit('get', { url: path });
  await arrived;
  socket.tcp.resetAndDestroy();
}

/** All groups, under their headings. */
export const groups: Record<string, BadInput[]> = {
  'Names of events': [
    event('an empty name', '""', 'ignored'),
    event('a name of 900,000 characters', `"${huge(900_000)}"`, 'ignored'),
    event('a name larger than a message may be', `"${huge(1_100_000)}"`, { closed: 1009 }),
    event('a number', '7', 'ignored'),
    event('an array', '["get"]', 'hung up'),
    event('an object', '{"toString":""}', 'hung up'),
    event('null', 'null', 'hung up'),
    event('`error`', '"error"', 'ignored'),
    event('`disconnect`', '"disconnect"', 'hung up'),
    event('`newListener`', '"newListener"', 'hung up'),
    event('`connect`', '"connect"', 'hung up'),
    event('`__proto__`', '"__proto__"', 'ignored'),
    event('`constructor`', '"constructor"', 'ignored'),
    event('`toString`', '"toString"', 'ignored'),
    event('`timeout`', '"timeout"', 'ignored'),
    event('the name of an event of the server', '"sails:parseError"', 'ignored'),
  ],
  Messages: [
    message('no arguments', '42["get"]', { told: 'E_MESSAGE' }),
    message('no arguments, with an acknowledgement', '427["get"]', { answered: 400, code: 'E_MESSAGE' }),
    message('`null`', '427["get",null]', { answered: 400, code: 'E_MESSAGE' }),
    message('an array', '427["get",[]]', { answered: 400, code: 'E_MESSAGE' }),
    message('a number', '427["get",7]', { answered: 400, code: 'E_MESSAGE' }),
    message('10,000 arguments', `42["get",{"url":"/hi"}${huge(10_000, ',1')}]`, { told: 'E_ACK' }),
    message('an acknowledgement that is not last', '427["get",{"url":"/hi"},"more"]', { told: 'E_ACK' }),
    {
      input: 'two requests with one acknowledgement',
      send: async (socket) => {
        for (let count = 0; count < 2; count += 1) socket.send('427["get",{"url":"/hi"}]');
        await socket.take((given) => String(given).startsWith('437['));
      },
      reaction: taken,
      note: 'each request is answered',
    },
    {
      input: 'an acknowledgement of 400 digits',
      send: async (socket) => {
        socket.send(`42${huge(400, '9')}["get",{"url":"/hi"}]`);
        await socket.take((given) => String(given).startsWith('43Infinity['));
        socket.send('427["get",{"url":"/hi"}]');
      },
      reaction: taken,
      note: 'under the number that JavaScript makes of it',
    },
    message('an acknowledgement below zero', '42-7["get",{"url":"/hi"}]', 'hung up'),
    message('an answer to nothing that was asked', '4399["x"]', 'ignored'),
    message('an answer that is no list', '4399{}', 'hung up'),
    message('no payload', '42', 'ignored'),
    message('an empty list', '42[]', 'hung up'),
    message('an object instead of a list', '42{}', 'hung up'),
    message('half of a list', '42["get"', 'hung up'),
    message('a packet type that is none', '49["get"]', 'hung up'),
    message('an empty packet', '4', 'hung up'),
    message('a connect error from a client', '44{"message":"x"}', 'hung up'),
    message('a second connect', '40', 'hung up'),
    message('a message to a namespace that was not joined', '42/admin,["get",{"url":"/hi"}]', 'hung up'),
    message('a heartbeat in the wrong direction', '2', 'hung up'),
    message('a packet of the engine that is none', '9', 'hung up'),
  ],
  Urls: [
    message('none', '427["get",{}]', { answered: 400, code: 'E_NO_URL' }),
    url('an empty one', '""', { answered: 400, code: 'E_NO_URL' }),
    url('`?`', '"?"', notFound),
    url('`//evil`', '"//evil"', notFound),
    url('`http://host/hi`', '"http://host/hi"', taken, 'the host is ignored'),
    url('`%`', '"/%"', { answered: 400, code: 'FST_ERR_BAD_URL' }),
    url('`%00`', '"/%00"', notFound),
    url('`..`', '"/../../etc/passwd"', notFound),
    url('100,000 characters', `"/${huge(100_000)}"`, { answered: 400, code: 'E_URL_TOO_LONG' }),
    url('half a character', '"/\\ud800"', { answered: 400, code: 'E_URL' }),
    url('line breaks', '"/hi\\r\\nx: y"', { answered: 400, code: 'E_URL' }),
    url('an object', '{"toString":""}', { answered: 400, code: 'E_URL' }),
    url('an array', '["/hi"]', { answered: 400, code: 'E_URL' }),
    url('a number', '7', { answered: 400, code: 'E_URL' }),
    url('`true`', 'true', { answered: 400, code: 'E_URL' }),
    url('no slash before it', '"hi"', notFound),
  ],
  Methods: [
    event('`get` and a space', '"get "', 'ignored'),
    event('`GET` and a line break', '"GET\\r\\n"', 'ignored'),
    event('`GET` in upper case', '"GET"', 'ignored'),
    event('`trace`', '"trace"', 'ignored'),
    event('`connect` in upper case', '"CONNECT"', 'ignored'),
    event('`hasOwnProperty`', '"hasOwnProperty"', 'ignored'),
  ],
  Headers: [
    headers('`null`', 'null', taken),
    headers('an array', '[]', { answered: 400, code: 'E_HEADERS' }),
    headers('1,000 keys', JSON.stringify(keys(1_000)), { answered: 400, code: 'E_HEADERS' }),
    headers('a value without a form as a string', '{"a":{"toString":null}}', {
      answered: 400,
      code: 'E_HEADERS',
    }),
    headers('a list as a value', '{"a":["b"]}', { answered: 400, code: 'E_HEADERS' }),
    headers('a name like a symbol', '{"Symbol(x)":"y"}', { answered: 400, code: 'E_HEADERS' }),
    headers('line breaks in a value', '{"a":"b\\r\\nc: d"}', { answered: 400, code: 'E_HEADERS' }),
    headers('a line break in a name', '{"a\\n":"b"}', { answered: 400, code: 'E_HEADERS' }),
    headers('letters beyond Latin-1', '{"a":"\\u20ac"}', { answered: 400, code: 'E_HEADERS' }),
    headers('`__proto__`', '{"__proto__":"x"}', taken, 'a name like any other'),
    headers('a million spaces', `{"a":" b${huge(900_000, ' ')}c"}`, taken),
    ...['host', 'origin', 'x-forwarded-for', 'content-length', 'transfer-encoding'].map((name) =>
      headers(`\`${name}\``, `{"${name}":"6"}`, taken, 'the header is left out'),
    ),
    headers(
      '`cookie`',
      '{"cookie":"a=1"}',
      taken,
      "left out when the connection has cookies, else the client's own",
    ),
    headers('`authorization`', '{"authorization":"Bearer x"}', taken, "the client's own, as by HTTP"),
  ],
  Bodies: [
    data('10,000 levels', nested(10_000), { answered: 400, code: 'E_DATA' }),
    data('500,000 levels', nested(500_000), { answered: 400, code: 'E_DATA' }),
    data('100,001 keys', JSON.stringify(Array(100_001).fill(0)), { answered: 400, code: 'E_DATA' }),
    data('`__proto__` at any level', '{"a":[{"__proto__":{"b":1}}]}', { answered: 400, code: 'E_DATA' }),
    data('`constructor.prototype` at any level', '{"a":{"constructor":{"prototype":{}}}}', {
      answered: 400,
      code: 'E_DATA',
    }),
    data('`toJSON`, `then` and `length` as keys', '{"toJSON":1,"then":2,"length":3}', taken),
    data('`NaN`', 'NaN', 'hung up', 'not JSON'),
    data(
      '`-0`, 1e400, 2^53+1 and a BigInt as text',
      '[-0,1e400,9007199254740993,"9n"]',
      taken,
      'numbers as JSON.parse reads them',
    ),
    data('a string of 200,000 characters', `"${huge(200_000)}"`, { answered: 400, code: 'E_DATA' }),
    {
      input: 'bytes where the url is due',
      send: (socket) => {
        socket.send('451-7["get",{"url":{"_placeholder":true,"num":0}}]');
        socket.send(Buffer.from('/hi'));
      },
      reaction: { answered: 400, code: 'E_URL' },
    },
    {
      input: 'bytes as data',
      send: (socket) => {
        socket.send('451-7["post",{"url":"/hi","data":{"_placeholder":true,"num":0}}]');
        socket.send(Buffer.from('x'));
      },
      reaction: { answered: 400, code: 'E_DATA' },
    },
    message('11 attachments', '4511-7["post",{"url":"/hi"}]', 'hung up'),
    message('as many attachments as fit into a number', '459007199254740993-7["post",{}]', 'hung up'),
    message(
      'attachments that are announced and never sent',
      '451-7["post",{"url":"/hi","data":{"_placeholder":true,"num":0}}]',
      'hung up',
      'after `limits.requestTimeout`',
    ),
    {
      input: 'an attachment that nobody announced',
      send: (socket) => socket.send(Buffer.from('x')),
      reaction: 'hung up',
    },
    ...['1', '-1', '"0"', '{}'].map(
      (num): BadInput => ({
        input: `a place for attachment ${num} of one`,
        send: (socket) => {
          socket.send(`451-7["post",{"url":"/hi","data":{"a":{"_placeholder":true,"num":${num}}}}]`);
          socket.send(Buffer.from('x'));
        },
        reaction: 'hung up',
      }),
    ),
    {
      input: '100,000 levels around an attachment',
      send: (socket) => {
        socket.send(`451-7["post",{"url":"/hi","data":${nested(100_000)}}]`);
        socket.send(Buffer.from('x'));
      },
      reaction: 'hung up',
    },
  ],
  Frames: [
    bytes('a reserved bit', frame({ rsv: 2, payload: '42[]' }), protocolError),
    bytes(
      'the bit of compression, which was not agreed on',
      frame({ rsv: 4, payload: '42[]' }),
      protocolError,
    ),
    bytes('a reserved opcode', frame({ opcode: 3 }), protocolError),
    bytes('a reserved opcode of control', frame({ opcode: 11 }), protocolError),
    bytes('no mask', frame({ masked: false, payload: '3' }), protocolError),
    bytes('text that is not UTF-8', frame({ payload: Buffer.from([0x34, 0x32, 0xc3, 0x28]) }), {
      closed: 1007,
    }),
    bytes('a continuation of nothing', frame({ opcode: 0 }), protocolError),
    bytes('a ping of 126 bytes', frame({ opcode: 9, payload: huge(126) }), protocolError),
    bytes('a ping in two parts', frame({ opcode: 9, fin: false }), protocolError),
    bytes('close code 0', frame({ opcode: 8, payload: Buffer.from([0, 0]) }), protocolError),
    bytes('close code 1005', frame({ opcode: 8, payload: Buffer.from([3, 237]) }), protocolError),
    bytes('close code 65535', frame({ opcode: 8, payload: Buffer.from([255, 255]) }), protocolError),
    bytes('a close code of one byte', frame({ opcode: 8, payload: Buffer.from([3]) }), protocolError),
    bytes('a frame that announces 4 GB', Buffer.from([0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]), {
      closed: 1009,
    }),
    bytes(
      'a frame that announces 2^60 bytes',
      Buffer.from([0x81, 0xff, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
      { closed: 1009 },
    ),
    {
      input: 'half a frame, then silence',
      send: (socket) => {
        socket.alive = false;
        socket.write(frame({ payload: '427["get",{"url":"/hi"}]' }).subarray(0, 12));
      },
      reaction: 'hung up',
      note: 'when the next heartbeat stays unanswered (`pingTimeout`)',
    },
    {
      input: 'one byte at a time, slower than the heartbeat',
      send: async (socket) => {
        socket.alive = false;
        const whole = frame({ payload: `42["get",{"url":"/${huge(400)}"}]` });
        for (let sent = 0; sent < whole.length && !socket.tcp.closed; sent += 1) {
          socket.write(whole.subarray(sent, sent + 1));
          await Promise.race([new Promise((resolve) => setTimeout(resolve, 20)), socket.ended]);
        }
      },
      reaction: 'hung up',
      note: 'when the next heartbeat stays unanswered (`pingTimeout`)',
    },
    {
      input: 'a million fragments of one byte',
      send: async (socket) => {
        socket.write(frame({ fin: false, payload: '4' }));
        const thousand = Buffer.concat(Array(1_000).fill(frame({ fin: false, opcode: 0, payload: 'x' })));
        await flood(socket, thousand, 1_000);
      },
      reaction: { closed: 1008 },
    },
    {
      input: 'fragments that are larger together than a message may be',
      send: async (socket) => {
        socket.write(frame({ fin: false, payload: '4' }));
        await flood(socket, frame({ fin: false, opcode: 0, payload: huge(60_000) }), 20);
      },
      reaction: { closed: 1009 },
    },
    bytes(
      '10,000 pings at once',
      Buffer.concat(Array(10_000).fill(frame({ opcode: 9, payload: 'p' }))),
      'hung up',
      'as soon as too many pongs wait to be written',
    ),
  ],
  Handshakes: [
    shake('`transport=constructor`', '&transport=constructor', { refused: 400 }),
    shake('`EIO=abc` beside a good one', '&EIO=abc', 'let in'),
    shake('the id of nobody', '&sid=nobody', { refused: 400 }),
    shake('the id `__proto__`', '&sid=__proto__', { refused: 400 }),
    shake('a broken escape', '&%E0%A4%A', 'let in'),
    shake('5,000 small headers', '', 'let in', 'x: y\r\n'.repeat(5_000)),
    shake('more headers than fit', '', { refused: 431 }, 'name: value\r\n'.repeat(5_000)),
    shake('a query of 100,000 characters', `&a=${huge(100_000)}`, { refused: 431 }),
    shake('a session id in a header that is no cookie', '', 'let in', 'Cookie: =;;=%;\r\n'),
    {
      input: 'an upgrade that is reset at once',
      send: (socket) => socket.tcp.resetAndDestroy(),
      reaction: 'hung up',
    },
    {
      input: 'a namespace that is not there',
      send: async (socket) => {
        socket.send('40/admin,');
        await socket.take((given) => String(given).startsWith('44/admin,'));
      },
      reaction: 'ignored',
      note: 'the client gets a `connect_error`',
    },
    {
      input: 'a thousand namespaces that are not there',
      send: (socket) => {
        for (let count = 0; count < 1_000; count += 1) socket.send(`40/n${count},`);
      },
      reaction: 'hung up',
      note: 'after more than ten a second; leaving and joining again counts as well',
    },
    message('an `auth` larger than a message may be', `40{"token":"${huge(1_100_000)}"}`, { closed: 1009 }),
  ],
  Origins: [
    from('the allowed one', 'Origin: https://app.example\r\n', 'let in'),
    from('none', '', { refused: 400 }),
    from('`null`', 'Origin: null\r\n', { refused: 400 }),
    from('`https://app.example.evil.com`', 'Origin: https://app.example.evil.com\r\n', { refused: 400 }),
    from('`https://evil-app.example`', 'Origin: https://evil-app.example\r\n', { refused: 400 }),
    from('another port', 'Origin: https://app.example:8443\r\n', { refused: 400 }),
    from('another scheme', 'Origin: http://app.example\r\n', { refused: 400 }),
    from('upper case', 'Origin: HTTPS://APP.EXAMPLE\r\n', 'let in'),
    from('a dot at the end', 'Origin: https://app.example.\r\n', { refused: 400 }),
    from('a user before it', 'Origin: https://app.example@evil.com\r\n', { refused: 400 }),
    from('a path after it', 'Origin: https://app.example/evil\r\n', { refused: 400 }),
    from('letters that look alike', 'Origin: https://xn--pp-6kc.example\r\n', { refused: 400 }),
    from('two of them', 'Origin: https://evil.com\r\nOrigin: https://app.example\r\n', { refused: 400 }),
  ],
  Rooms: [
    room('a name of 300 characters', `"${huge(300)}"`, { answered: 400, code: 'E_ROOM_NAME_TOO_LONG' }),
    room('a name of 900,000 characters', `"${huge(900_000)}"`, {
      answered: 400,
      code: 'E_ROOM_NAME_TOO_LONG',
    }),
    room('an empty name', '""', { answered: 400, code: 'E_ROOM_NAME' }),
    room('a number', '7', { answered: 400, code: 'E_ROOM_NAME' }),
    room('an object', '{"toString":"x"}', { answered: 400, code: 'E_ROOM_NAME' }),
    room('half a character', '"\\ud800"', { answered: 400, code: 'E_ROOM_NAME' }),
    room("a record's room in clear text", '"sails_model_user_1"', { answered: 403, code: 'E_ROOM_OF_MODEL' }),
    {
      input: "another socket's id",
      send: async (socket, party) => {
        const neighbour = [...party.app.io.of('/').sockets.keys()][0];
        socket.send(`427["post",{"url":"/join","data":{"room":"${neighbour}"}}]`);
      },
      reaction: { answered: 403, code: 'E_ROOM_OF_SOCKET' },
    },
    room('`__proto__`', '"__proto__"', taken, 'a name like any other'),
    room(
      'more rooms than a socket may be in',
      JSON.stringify(Array.from({ length: 100 }, (_, index) => `r${index}`)),
      { answered: 429, code: 'E_TOO_MANY_ROOMS' },
    ),
    message('joined and left in one tick', '427["post",{"url":"/join-and-leave"}]', taken),
    {
      input: 'joined while the socket disconnects',
      send: (socket) => {
        socket.emit('post', { url: '/join', data: { room: 'late' } });
        socket.tcp.resetAndDestroy();
      },
      reaction: 'hung up',
    },
  ],
  Timing: [
    {
      input: 'gone before the answer',
      send: (socket, party) => goBeforeTheAnswer(socket, party, '/slow'),
      reaction: 'hung up',
      note: 'the request is told (`onRequestAbort`), and its answer is dropped',
    },
    {
      input: 'gone between a join and the answer',
      send: (socket, party) => goBeforeTheAnswer(socket, party, '/join-slowly'),
      reaction: 'hung up',
      note: 'the socket leaves its rooms',
    },
    message('a request that the app never answers', '427["get",{"url":"/never"}]', {
      answered: 503,
      code: 'E_REQUEST_TIMEOUT',
    }),
    {
      input: 'a clock that goes back an hour meanwhile',
      send: async (socket) => {
        const { now } = Date;
        Date.now = () => now() - 3_600_000;
        try {
          socket.send('427["get",{"url":"/hi"}]');
          socket.messages.push(await socket.take((given) => String(given).startsWith('437')));
        } finally {
          Date.now = now;
        }
      },
      reaction: taken,
    },
  ],
};
