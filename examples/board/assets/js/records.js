/** The records of a model, kept as the server has them: asked for once, and from then on told of each change. */
import { ask } from './ask.js';

/** @extends {Map<number, object>} */
export class Records extends Map {
  #model;
  #changed;
  #meanwhile;

  /**
   * @param {string} model as in `'task'`
   * @param {() => void} changed called after each change
   */
  constructor(model, changed) {
    super();
    this.#model = model;
    this.#changed = changed;
    io.socket.on(model, (notification) => {
      this.#meanwhile?.push(notification);
      this.#put(notification);
      changed();
    });
  }

  /** Reads the records, and with that subscribes the socket to them and to new ones. */
  async load() {
    const told = [];
    this.#meanwhile = told;
    const { status, body } = await ask(`GET /${this.#model}`, { limit: 1000 });
    if (this.#meanwhile !== told) return; // asked again since
    this.#meanwhile = undefined;
    if (status !== 200) return;
    this.clear();
    for (const record of body) this.set(record.id, record);
    // What was told while the server answered may be newer than the answer.
    for (const notification of told) this.#put(notification);
    this.#changed();
  }

  #put({ verb, id, data }) {
    if (verb === 'destroyed') this.delete(id);
    else if (verb === 'created') this.set(id, data);
    else if (verb === 'updated' && this.has(id)) this.set(id, { ...this.get(id), ...data });
  }
}
