/** The records of a model, kept as the server has them: asked for once, and from then on told of each change. */
import { ask } from './ask.js';
import { logEvent } from './log.js';

/** @extends {Map<string | number, object>} */
export class Records extends Map {
  #model;
  #changed;
  #meanwhile;

  /**
   * @param {string} model as in `'person'`
   * @param {(change: { verb: string, id: string | number }) => void} changed called after each change
   */
  constructor(model, changed) {
    super();
    this.#model = model;
    this.#changed = changed;
    io.socket.on(model, (notification) => {
      logEvent(model, notification);
      this.#apply(notification);
    });
  }

  /** Reads the records, and with that subscribes the socket to them and to new ones. */
  async load(query) {
    const told = [];
    this.#meanwhile = told;
    const { status, body } = await ask(`GET /${this.#model}`, query, 'socket');
    if (this.#meanwhile !== told) return; // asked again since
    this.#meanwhile = undefined;
    if (status !== 200) return;
    this.clear();
    for (const record of body) this.set(record.id, record);
    // What was told while the server answered may be newer than the answer.
    for (const notification of told) this.#put(notification);
    this.#changed({ verb: 'loaded' });
  }

  /** Takes a record from an answer: the socket that asked for a change is not told of it. */
  answered(record) {
    const verb = this.has(record.id) ? 'updated' : 'created';
    this.#apply({ verb, id: record.id, data: record });
  }

  #apply(notification) {
    this.#meanwhile?.push(notification);
    this.#put(notification);
    this.#changed(notification);
  }

  #put({ verb, id, data }) {
    if (verb === 'destroyed') this.delete(id);
    else if (verb === 'created' || this.has(id)) this.set(id, { ...this.get(id), ...data });
  }
}
