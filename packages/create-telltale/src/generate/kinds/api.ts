/** `generate api user name age:number`: a model and a controller. @module */
import type { Kind } from '../kind.ts';
import { controller } from './controller.ts';
import { model } from './model.ts';

export const api: Kind = {
  about: 'a model and a controller of that name',
  make: (request) => [...model.make(request), ...controller.make({ ...request, details: [] })],
  next: model.next,
};
