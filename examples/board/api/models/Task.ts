/** A card. It stands in its column by position; where two are equal, by id. */
import { defineModel } from 'telltale';
import Column from './Column.ts';

/** Refuses a task that there is no room for. This runs inside the transaction of the change, which an error undoes. */
async function keepLimit(task: Record<string, unknown>) {
  const column = await Column.findOne({ id: Number(task.column) })
    .populate('tasks')
    .forUpdate();
  if (!column) throw refusal('There is no such column.');
  if (column.limit > 0 && column.tasks.length > column.limit)
    throw refusal(`“${column.title}” is full: finish something first.`);
}

function refusal(message: string) {
  return Object.assign(new Error(message), { statusCode: 409 });
}

export default defineModel({
  attributes: {
    title: { type: 'string', required: true, isNotEmptyString: true, maxLength: 120 },
    position: { type: 'number', required: true },
    column: { model: 'column', required: true },
    assignee: { model: 'person' },
  },
  afterCreate: keepLimit,
  afterUpdate: keepLimit,
});
