/** Sends the page's requests, over the socket or by HTTP: the server has one route for both. */
import { logRequest } from './log.js';

/** Over what requests are sent that can be sent over either. */
function chosenTransport() {
  return document.querySelector('input[name=transport]:checked').value;
}

/**
 * Asks the server and waits for its answer; a refusal is an answer too.
 *
 * @param {string} address as in `'GET /person'`
 * @param {object} [data]
 * @param {'socket' | 'http'} [transport] default: what the page's reader has chosen
 * @returns {Promise<{ status: number, body: unknown }>} status 0 when there was no answer
 */
export async function ask(address, data, transport = chosenTransport()) {
  const [method, url] = address.split(' ');
  const done = logRequest({ transport, method, url, data });
  const answer = await (transport === 'http' ? overHttp(method, url, data) : overSocket(method, url, data));
  done(answer);
  return answer;
}

function overSocket(method, url, data) {
  return new Promise((resolve) => {
    io.socket.request({ method, url, data }, (body, response) => {
      resolve({ status: response.statusCode, body: response.statusCode === 0 ? undefined : body });
    });
  });
}

async function overHttp(method, url, data) {
  const headers = { accept: 'application/json', ...io.socket.fetchHeaders() };
  if (data !== undefined) headers['content-type'] = 'application/json';
  try {
    const response = await fetch(url, { method, headers, body: JSON.stringify(data) });
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, body: isJson ? await response.json() : await response.text() };
  } catch {
    return { status: 0, body: undefined };
  }
}
