/** What can be done with tasks beside the routes that the model has by itself. */
import { defineController } from 'telltale';
import Task from '../models/Task.ts';

export default defineController({
  /** Takes all finished tasks off the list. */
  async clear(req, res) {
    const finished = await Task.destroy({ done: true }).fetch();
    for (const { id } of finished) await Task.publishDestroy(id, req);
    return res.ok(finished.map(({ id }) => id));
  },
});
