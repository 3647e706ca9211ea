/**
 * How the peers put the same things on the wire: a request for `/hello`, a request to join the room, a broadcast.
 * A request is a text with a three-digit number `id`; its answer starts with `answerStart`, the same number, and goes
 * on with a text that does not depend on the number.
 * @module
 */
import assert from 'node:assert/strict';
import { helloBody } from '../payloads.mjs';

/** Socket.IO's path, with what a Sails client says of itself; bare Socket.IO gets the same. */
const socketIoPath =
  '/socket.io/?EIO=4&transport=websocket&__sails_io_sdk_version=1.2.1&__sails_io_sdk_platform=browser&__sails_io_sdk_language=javascript';

const sailsRequest = (method, url) => JSON.stringify([method, { method, url, data: {}, headers: {} }]);

/** Sails' virtual requests: `[{ body, headers, statusCode }]`. */
const sails = {
  engine: true,
  path: socketIoPath,
  answerStart: '43',
  request: (id, url) => `42${id}${sailsRequest('get', url)}`,
  checkAnswer: (text) => checkSailsAnswer(JSON.parse(text.slice('43100'.length))),
  broadcast: (message) => `42${JSON.stringify(['message', message])}`,
};

/** Feathers' service calls: `[error, result]`, and events named after the service. */
const feathers = {
  ...sails,
  request: (id, url) => `42${id}${JSON.stringify(['find', url.slice(1), {}])}`,
  checkAnswer: (text) => assert.deepEqual(JSON.parse(text.slice('43100'.length)), [null, helloBody]),
  broadcast: (message) => `42${JSON.stringify(['messages created', message])}`,
};

/** A WebSocket and nothing else: the envelope of Sails without Engine.IO and Socket.IO around it. */
const ws = {
  ...sails,
  engine: false,
  path: '/',
  answerStart: '[',
  request: (id, url) => `[${id},${sailsRequest('get', url).slice(1)}`,
  checkAnswer: (text) => checkSailsAnswer(JSON.parse(text).slice(1)),
  broadcast: (message) => JSON.stringify(['message', message]),
};

export const dialects = { sails, feathers, ws };

function checkSailsAnswer(answer) {
  assert.equal(answer.length, 1);
  assert.equal(answer[0].statusCode, 200);
  assert.deepEqual(answer[0].body, helloBody);
}
