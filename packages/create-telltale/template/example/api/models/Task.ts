/** Something to do. The routes GET, POST, PATCH and DELETE /task come with it, and everyone who looks hears of changes. */
import { defineModel } from 'telltale';

export default defineModel({
  // In production a model's routes are closed unless it opens them; config/policies says who may do what.
  blueprints: { rest: true },
  attributes: {
    title: { type: 'string', required: true, isNotEmptyString: true, maxLength: 120 },
    done: { type: 'boolean', defaultsTo: false },
  },
});
