/**
 * How the peers put the same operations on models on the wire, over a socket and over HTTP, and how they tell of a new
 * record. What `read…` functions return has been checked for all but the record's own values.
 * @module
 */
import assert from 'node:assert/strict';

const sails = {
  /** As it stands after `42` and the number. */
  socketRequest(operation) {
    const { method, path, body = {} } = sails.httpRequest(operation);
    const verb = method.toLowerCase();
    return [verb, { method: verb, url: path, data: body, headers: {} }];
  },
  readSocketAnswer(answer) {
    assert.equal(answer.length, 1);
    assert.equal(answer[0].statusCode, 200);
    return answer[0].body;
  },
  httpRequest({ method, model, id, limit, values }) {
    if (method === 'create') return { method: 'POST', path: `/${model}`, body: values };
    return { method: 'GET', path: method === 'find' ? `/${model}?limit=${limit}` : `/${model}/${id}` };
  },
  created: 200,
  /** Watches the model, and subscribes to the records of its first page. */
  subscribe: () => ['get', { method: 'get', url: '/thing', data: {}, headers: {} }],
  readCreated(event) {
    const [name, { verb, id, data }] = event;
    assert.deepEqual([name, verb, id], ['thing', 'created', data.id]);
    return data;
  },
};

const feathers = {
  socketRequest({ method, model, id, limit, values }) {
    if (method === 'create') return ['create', model, values, {}];
    return method === 'find' ? ['find', model, { $limit: limit }] : ['get', model, id, {}];
  },
  readSocketAnswer(answer) {
    assert.equal(answer.length, 2);
    assert.equal(answer[0], null);
    return answer[1];
  },
  httpRequest({ method, model, id, limit, values }) {
    if (method === 'create') return { method: 'POST', path: `/${model}`, body: values };
    return { method: 'GET', path: method === 'find' ? `/${model}?$limit=${limit}` : `/${model}/${id}` };
  },
  created: 201,
  subscribe: () => ['find', 'join', {}],
  readCreated(event) {
    assert.equal(event[0], 'thing created');
    return event[1];
  },
};

export const modelDialects = { sails, feathers };
