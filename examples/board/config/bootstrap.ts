/** Fills an empty board. */
import { defineConfig } from 'telltale';
import Column from '../api/models/Column.ts';
import Person from '../api/models/Person.ts';
import Task from '../api/models/Task.ts';

export default defineConfig({
  async bootstrap() {
    if ((await Column.count()) > 0) return;
    await Column.createEach([
      { id: 1, title: 'To do' },
      { id: 2, title: 'Doing', limit: 3 },
      { id: 3, title: 'Done' },
    ]);
    await Person.createEach([
      { id: 1, name: 'Ada' },
      { id: 2, name: 'Bosun' },
      { id: 3, name: 'Coral' },
    ]);
    await Task.createEach([
      { title: 'Paint the hull', column: 1, position: 1000, assignee: 2 },
      { title: 'Mend the mainsail', column: 1, position: 2000 },
      { title: 'Check the life jackets', column: 1, position: 3000, assignee: 1 },
      { title: 'Plot the course to the islands', column: 2, position: 1000, assignee: 3 },
      { title: 'Oil the winches', column: 2, position: 2000 },
      { title: 'Buy biscuits', column: 3, position: 1000, assignee: 1 },
    ]);
  },
});
