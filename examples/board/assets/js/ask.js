/**
 * Asks the server over the socket, and waits for its answer; a refusal is an answer too.
 *
 * @param {string} address as in `'GET /task'`
 * @param {object} [data]
 * @returns {Promise<{ status: number, body: unknown }>} status 0 when there was no answer
 */
export function ask(address, data) {
  const [method, url] = address.split(' ');
  return new Promise((resolve) => {
    io.socket.request({ method, url, data }, (body, { statusCode }) => resolve({ status: statusCode, body }));
  });
}
