/** Every error of this package: code → status → message. Codes are stable; a retired code is never used again. @module */
import { defineErrors } from '@telltale/protocol';
import { describe } from './describe.ts';

export const errors = defineErrors({
  // Set-up
  E_LIMIT_UNKNOWN: [
    500,
    (given: string, known: string[]) =>
      `there is no limit ${JSON.stringify(given)}; the limits are ${known.join(', ')}`,
  ],
  E_LIMIT: [
    500,
    (name: string, given: unknown, most: number) =>
      `limit ${name} is a positive integer, at most ${most}; got ${typeof given === 'number' ? given : typeof given}`,
  ],

  // Messages that are no requests; each is answered as a parse error that carries the code
  E_MESSAGE: [
    400,
    (given: unknown) => `A request is an object with a url, as in { url: '/hello' }; got ${describe(given)}.`,
  ],
  E_ACK: [
    400,
    (given: unknown) =>
      `Could not take the message for a request: what follows the request is a callback, or left out; got ${describe(given)}.`,
  ],
  E_SDK_VERSION: [400, (why: string) => why],
  E_NO_URL: [
    400,
    (keys: string) => `No url provided in request, as in { url: '/hello' }; the message has ${keys}.`,
  ],
  E_URL: [
    400,
    (given: unknown, problem: string) => `Invalid url provided: ${describe(given)}. A url ${problem}.`,
  ],
  E_URL_TOO_LONG: [
    400,
    (length: number, most: number) =>
      `Invalid url provided: it has ${length} characters, at most ${most} are allowed (limits.urlLength).`,
  ],
  E_DATA: [400, (problem: string) => `Invalid data provided: ${problem}.`],
  E_HEADERS: [400, (problem: string) => `Invalid headers provided: ${problem}.`],

  // Requests that are refused
  E_MESSAGES_PER_SECOND: [
    429,
    (most: number) => `A socket may send ${most} messages a second (limits.messagesPerSecond).`,
  ],
  E_REQUESTS_IN_FLIGHT: [
    429,
    (most: number) =>
      `This socket has ${most} requests without an answer, and no more are allowed (limits.requestsInFlight).`,
  ],
  E_CLOSING: [503, () => 'The server is shutting down.'],

  // Replies
  E_REQUEST_TIMEOUT: [
    503,
    (after: number) => `The server gave no answer within ${after} ms (limits.requestTimeout).`,
  ],
  E_REPLY_TOO_LARGE: [
    500,
    (most: number) => `An answer over a socket has at most ${most} bytes (limits.replyBytes).`,
  ],
  E_REPLY_BROKEN: [500, () => 'The answer broke off.'],
  E_INTERPRETER: [500, () => 'Internal Server Error'],

  // Handshake
  'SAILS:HOOK:SOCKETS:CONFIG': [500, (problem: string) => problem],
  E_INVALID_ONLY_ALLOW_ORIGINS: [
    500,
    (given: unknown) =>
      `onlyAllowOrigins is an array of origins, as in ['https://example.com']; got ${describe(given)}`,
  ],
  E_INVALID_ORIGIN: [
    500,
    (given: unknown, problem: string) =>
      `onlyAllowOrigins holds ${describe(given)}, which no browser sends as an origin: ${problem}. Write it as in 'https://example.com' or 'http://localhost:1337'`,
  ],

  // Rooms
  'SAILS:HOOK:SOCKETS:USAGE': [500, (problem: string) => problem],
  'SAILS:HOOK:SOCKETS:NO_SUCH_SOCKET': [
    404,
    (id: unknown) =>
      `no socket with id ${describe(id)} is connected to this server; ids end with their connection`,
  ],
  E_ROOM_NAME: [
    400,
    (given: unknown) => `a room's name is a non-empty, well-formed string; got ${describe(given)}`,
  ],
  E_ROOM_NAME_TOO_LONG: [
    400,
    (length: number, limit: number) =>
      `a room's name has at most ${limit} characters (limits.roomNameLength); got ${length}`,
  ],
  E_ROOM_OF_MODEL: [
    403,
    (name: string) =>
      `${describe(name)} is a room of a model, which sockets enter by its subscribe() only; give your own rooms another prefix`,
  ],
  E_ROOM_OF_SOCKET: [
    403,
    (name: string) =>
      `${describe(name)} is shaped like the room that one socket has for itself; give your own rooms a prefix, as in 'room:${name.slice(0, 20)}'`,
  ],
  E_TOO_MANY_ROOMS: [
    429,
    (limit: number) => `a socket may be in ${limit} rooms (limits.roomsPerSocket); let it leave some first`,
  ],
  E_EVENT_NAME: [
    400,
    (given: unknown) =>
      `an event's name is a non-empty string that no protocol reserves; got ${describe(given)}`,
  ],
  E_DATA_NOT_JSON: [
    500,
    (why: string) =>
      `the data of an event must be representable as JSON; it ${why}. Send the plain values that clients need`,
  ],
  E_ACK_TIMEOUT: [
    500,
    (given: unknown) => `a timeout is a positive number of milliseconds; got ${describe(given)}`,
  ],
  E_CLOSE_CODE: [
    500,
    (given: unknown) => `a close code is an integer from 4000 to 4999; got ${describe(given)}`,
  ],

  // Pub-sub
  E_MODEL: [
    500,
    (given: unknown, problem: string) =>
      `a model for pub-sub is an object such as { identity: 'user', primaryKey: 'id', attributes: {} }; of ${describe(given)} ${problem}`,
  ],
  E_PUBSUB_USAGE: [500, (call: string, problem: string) => `Invalid usage of ${call}(): ${problem}`],
  E_RECORD_ID: [
    500,
    (call: string, primaryKey: string, given: unknown) =>
      `Invalid usage of ${call}(): a record is named by its \`${primaryKey}\`, a number or a non-empty string, or by an object that has it; got ${describe(given)}`,
  ],
  E_RECORD_ALIAS: [
    500,
    (call: string, given: unknown, known: string[]) =>
      `Invalid usage of ${call}(): there is no collection ${describe(given)}; the collections are ${known.join(', ') || 'none'}`,
  ],
  E_SUBSCRIPTION_CONTEXT: [
    500,
    (call: string, given: unknown, known: string[]) =>
      `Invalid usage of ${call}(): there is no context ${describe(given)}; the contexts are ${known.join(', ')}`,
  ],
  E_JSON_FORM: [
    500,
    (identity: string, why: string) =>
      `a notification of model ${identity} could not be sent, since the JSON form of a record could not be made: ${why}`,
  ],
  E_NOTIFICATION_TOO_LARGE: [
    500,
    (identity: string, length: number, most: number) =>
      `a notification of model ${identity} has ${length} characters, at most ${most} are allowed (limits.notificationLength)`,
  ],
  E_PUBLISH_HOOK: [500, (call: string, why: string) => `${call}() failed: ${why}`],
  E_SUBSCRIPTION_REFUSED: [
    403,
    (model: string, what: string) => `the policy of model ${model} refuses a subscription to ${what}`,
  ],
  E_SUBSCRIPTION_LOST: [
    403,
    (model: string, what: string) => `the policy of model ${model} ends the subscription to ${what}`,
  ],
  E_SUBSCRIPTION_FAILED: [
    500,
    (model: string, what: string) =>
      `the policy of model ${model} failed when it was asked for a subscription to ${what}, which is taken for a no`,
  ],
  E_SUBSCRIPTION_TIMEOUT: [
    503,
    (model: string, what: string, after: number) =>
      `the policy of model ${model} did not answer within ${after} ms (pubsub.policyTimeout) when it was asked for a subscription to ${what}, which is taken for a no`,
  ],
  E_LOG_BOUND: [
    500,
    (name: string, given: unknown) =>
      `${name} of a notification log is a positive integer; got ${describe(given)}`,
  ],

  // Many servers
  E_SERVERS_SILENT: [
    504,
    (servers: string[], timeout: number) =>
      `${servers.length === 1 ? 'a server has' : `${servers.length} servers have`} not answered within ${timeout} ms (requestsTimeout): ${servers.join(', ')}; what was asked may not be done there`,
  ],
  E_SERVERS_UNREACHABLE: [
    503,
    (why: string) => `the other servers can not be asked, since Redis can not be reached: ${why}`,
  ],
});
