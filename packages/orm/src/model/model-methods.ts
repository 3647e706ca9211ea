/** The methods of a model by name, for a definition that is used before its model is loaded. @module */
import type { ModelAtWork } from './model.ts';

type MethodName = {
  [Name in keyof ModelAtWork]: ModelAtWork[Name] extends (...given: never[]) => unknown ? Name : never;
}[keyof ModelAtWork];

/** By name, so that the compiler misses one that is left out. */
const methods: Readonly<Record<MethodName, true>> = {
  find: true,
  findOne: true,
  count: true,
  sum: true,
  avg: true,
  stream: true,
  create: true,
  createEach: true,
  findOrCreate: true,
  update: true,
  updateOne: true,
  destroy: true,
  destroyOne: true,
  archive: true,
  archiveOne: true,
  addToCollection: true,
  removeFromCollection: true,
  replaceCollection: true,
  validate: true,
  serialize: true,
  getDatastore: true,
};

/** All methods of a model. */
export const modelMethods = Object.keys(methods) as readonly MethodName[];

/** Whether a property of a model is a method. */
export function isModelMethod(property: string): boolean {
  return Object.hasOwn(methods, property);
}
