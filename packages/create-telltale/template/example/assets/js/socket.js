/** Requests and events of the page's socket, each with a line in the log. */

const log = document.querySelector('#log');

/**
 * Asks the server over the socket.
 *
 * @returns what it answered; undefined when it refused
 */
export function ask(method, url, data) {
  const line = write('asked', '↑', `${method} ${url}`, data);
  return new Promise((resolve) => {
    io.socket.request({ method, url, data }, (body, { statusCode, error }) => {
      line.querySelector('.status').textContent = statusCode || 'lost';
      if (error) line.dataset.refused = '';
      if (statusCode === 403) note(line, 'Sign in first: a policy refuses it, over HTTP too.');
      resolve(error ? undefined : body);
    });
  });
}

/** Listens for an event. */
export function onEvent(name, listener) {
  io.socket.on(name, (data) => {
    write('heard', '↓', name, data);
    listener(data);
  });
}

function write(kind, arrow, title, data) {
  const line = document.createElement('li');
  line.className = 'entry';
  line.dataset.kind = kind;
  const status = Object.assign(document.createElement('span'), { className: 'status' });
  line.append(arrow, Object.assign(document.createElement('b'), { textContent: title }), status);
  if (data !== undefined) note(line, JSON.stringify(data));
  log.append(line);
  while (log.children.length > 100) log.firstElementChild.remove();
  log.scrollTop = log.scrollHeight;
  return line;
}

function note(line, text) {
  line.append(Object.assign(document.createElement('code'), { textContent: text }));
  log.scrollTop = log.scrollHeight;
}
