/** The options of `create-telltale` and `telltale new`. @module */
import { databases } from '../app/databases.ts';

/** The options, as `parseArgs` of Node.js takes them, with what help says of each. */
export const newAppOptions = {
  database: {
    type: 'string',
    short: 'd',
    value: 'NAME',
    about: `${databases.join(', ')}. Default: ${databases[0]}`,
  },
  javascript: { type: 'boolean', about: 'plain JavaScript instead of TypeScript' },
  'no-example': { type: 'boolean', about: 'without the example: model, controller, policy, live page' },
  force: { type: 'boolean', about: 'writes over what is in the folder' },
  yes: { type: 'boolean', short: 'y', about: 'asks nothing' },
} as const;

/** What was said for each option. */
export type NewAppFlags = {
  readonly [Name in keyof typeof newAppOptions]?: (typeof newAppOptions)[Name]['type'] extends 'boolean'
    ? boolean
    : string;
};
