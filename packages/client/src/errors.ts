/**
 * Every error of this package: code → status → message. Codes are stable; a retired code is never used again. Status 0
 * means that no server has answered.
 * @module
 */
import { defineErrors } from '@telltale/protocol';

/** Describes a wrong value by its kind, and by its text where that is short. */
function show(given: unknown): string {
  if (given === null) return 'null';
  if (Array.isArray(given)) return 'an array';
  if (typeof given === 'string') return `'${given.length > 80 ? `${given.slice(0, 80)}…` : given}'`;
  if (typeof given === 'number' || typeof given === 'boolean') return String(given);
  return given === undefined ? 'nothing' : `a value of type ${typeof given}`;
}

const usage =
  "write socket.request({ method: 'post', url: '/hello', data: { … }, headers: { … } }, callback)";

export const errors = defineErrors({
  E_SOCKET_IO_MISSING: [
    500,
    (given: unknown) =>
      `a socket.io client (version 3 or 4) is expected; got ${show(given)}: write factory(require('socket.io-client'))`,
  ],
  E_ALREADY_AUGMENTED: [
    500,
    () =>
      'this socket.io client already has `io.sails`: bring sails.io.js onto the page once, and augment a client once',
  ],
  E_SCRIPT_ATTRIBUTE: [
    400,
    (name: string, given: unknown, expected: string) =>
      `the script tag of sails.io.js gives ${show(given)} for \`${name}\`: it should be ${expected}`,
  ],
  E_SOCKET_URL: [
    400,
    (given: unknown) =>
      `the server's URL should be like 'http://localhost:1337', without a path; got ${show(given)}: set \`io.sails.url\`, or pass it to connect() (a handshake path is the option \`path\`)`,
  ],
  E_SOCKET_QUERY: [
    400,
    (given: unknown) => `\`query\` should be a string like 'room=7&nosession=true'; got ${show(given)}`,
  ],
  E_SOCKET_OPTION: [
    400,
    (name: string, given: unknown, expected: string) =>
      `\`${name}\` should be ${expected}; got ${show(given)}`,
  ],
  E_OPTION_LOCKED: [
    409,
    (name: string) =>
      `\`${name}\` can't change while the socket is connected: disconnect() first, or set \`io.sails.strict = false\``,
  ],
  E_ALREADY_CONNECTED: [409, () => 'the socket is already connected: disconnect() before reconnect()'],
  E_ALREADY_CONNECTING: [409, () => "the socket is already connecting: wait for its 'connect' event"],
  E_ALREADY_DISCONNECTED: [409, () => 'the socket is already disconnected: nothing to disconnect'],
  E_EVENT_LISTENER: [
    400,
    (given: unknown) =>
      `an event listener should be a function; got ${show(given)}: write socket.on('hello', (data) => …)`,
  ],
  E_REMOVED_METHOD: [410, (name: string) => `\`${name}\` was private and is gone: ${usage}`],
  E_REQUEST_CALLBACK: [
    400,
    (given: unknown) => `a request's callback should be a function; got ${show(given)}: ${usage}`,
  ],
  E_REQUEST_URL: [
    400,
    (given: unknown) => `a request's \`url\` should be a string; got ${show(given)}: ${usage}`,
  ],
  E_REQUEST_METHOD: [
    400,
    (given: unknown) =>
      `a request's \`method\` should be get, post, put, patch, delete, head or options; got ${show(given)}: ${usage}`,
  ],
  E_REQUEST_HEADERS: [
    400,
    (given: unknown) =>
      `a request's \`headers\` should be an object of strings, numbers and booleans; got ${show(given)}: ${usage}`,
  ],
  E_REQUEST_DATA: [
    400,
    (name: string, given: unknown) =>
      `a request's \`${name}\` should be an object or an array; got ${show(given)}: ${usage}`,
  ],
  E_REQUEST_DATA_TWICE: [400, () => `\`params\` is the older name of \`data\`: give one of them; ${usage}`],
  E_REQUEST_TIMEOUT_OPTION: [
    400,
    (given: unknown) => `a request's \`timeout\` should be milliseconds, 0 for none; got ${show(given)}`,
  ],
  E_REQUEST_SIGNAL: [
    400,
    (given: unknown) => `a request's \`signal\` should be an AbortSignal; got ${show(given)}`,
  ],
  E_REQUEST_UNSENDABLE: [
    400,
    (why: string) => `the request's data can't travel as JSON (${why}): send plain values without cycles`,
  ],
  // The status of this one is the response's.
  E_RESPONSE: [
    500,
    (status: number, body: string) =>
      `the server responded with status ${status}${body && `:\n\`\`\`\n${body}\n\`\`\``}`,
  ],
  E_REQUEST_TIMEOUT: [0, (url: string, after: number) => `no answer to ${url} within ${after} ms`],
  E_REQUEST_ABORTED: [0, (url: string) => `the request to ${url} was aborted`],
  E_REQUEST_DISCONNECTED: [
    0,
    (url: string) => `the socket disconnected before ${url} was answered; the server may have run it`,
  ],
  E_REQUEST_QUEUE_FULL: [
    0,
    (url: string, limit: number) =>
      `${url} was not queued: ${limit} requests already wait for a connection (\`maxQueuedRequests\`)`,
  ],
  E_RESPONSE_MALFORMED: [
    0,
    (given: unknown) => `the server answered a request with ${show(given)} instead of a response`,
  ],
});
