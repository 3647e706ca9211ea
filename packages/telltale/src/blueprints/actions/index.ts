/** The nine actions by name. @module */
import type { BlueprintName } from '../blueprint-options.ts';
import type { Blueprint } from '../blueprint-request.ts';
import { add } from './add.ts';
import { create } from './create.ts';
import { destroy } from './destroy.ts';
import { find } from './find.ts';
import { findOne } from './find-one.ts';
import { populate } from './populate.ts';
import { remove } from './remove.ts';
import { replace } from './replace.ts';
import { update } from './update.ts';

export const blueprints: Readonly<Record<BlueprintName, Blueprint>> = {
  find,
  findone: findOne,
  create,
  update,
  destroy,
  populate,
  add,
  remove,
  replace,
};
