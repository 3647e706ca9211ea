/** The live log: each request with its answer, and each message from the server. */
import { appendTo, byId, clock, element } from './dom.js';

const list = byId('log');
const most = 200;

/**
 * Writes a request down.
 *
 * @returns a function that adds the answer
 */
export function logRequest({ transport, method, url, data }) {
  const started = performance.now();
  const outcome = element('span.outcome', {}, '…');
  const answer = element('code.answer');
  const entry = element(
    'li.entry',
    { 'data-kind': transport },
    head(transport, `${method} ${url}`, outcome),
    ...(data === undefined ? [] : [code('sent', data)]),
    answer,
  );
  appendTo(list, entry, most);
  return ({ status, body }) => {
    const took = Math.max(1, Math.round(performance.now() - started));
    outcome.textContent = `${status || 'no answer'} · ${took} ms`;
    outcome.dataset.good = String(status >= 200 && status < 400);
    answer.textContent = body === undefined ? '' : inWords(body);
    answer.hidden = body === undefined;
    list.scrollTop = list.scrollHeight;
  };
}

/** Writes an event of the server down. */
export function logEvent(name, data) {
  const entry = element('li.entry', { 'data-kind': 'event' }, head('event', name), code('answer', data));
  appendTo(list, entry, most);
}

function head(kind, title, ...rest) {
  return element(
    'p.head',
    {},
    element('span.kind', {}, kind),
    element('strong', {}, title),
    ...(rest.length > 0 ? rest : [element('time.stamp', {}, clock(Date.now()))]),
  );
}

function code(name, value) {
  return element(`code.${name}`, {}, inWords(value));
}

function inWords(value) {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
