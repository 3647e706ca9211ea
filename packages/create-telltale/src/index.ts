/** Makes new Telltale apps. @module */
export { type CreateAppOptions, type CreatedApp, createApp } from './app/create-app.ts';
export { type Database, databases } from './app/databases.ts';
export type { Language } from './app/language.ts';
export { newApp } from './command/new-app.ts';
export { type NewAppFlags, newAppOptions } from './command/options.ts';
export { CreateError } from './errors.ts';
export { type Generated, type GenerateOptions, generate, type KindName, kinds } from './generate/generate.ts';
