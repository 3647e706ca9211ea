/** How the blueprints of an app, of one model or of one route behave. @module */
import type { Request } from '../http/request.ts';
import type { BlueprintOptions } from './blueprint-options.ts';

/** What may be said for an app, for a model (`blueprints` in its definition), and for a route (beside its action). */
export interface BlueprintBehaviour {
  /**
   * Whether a socket that finds records is also told of new ones, of this model and of the associated ones.
   * @default true
   */
  autoWatch?: boolean;
  /** Whether a socket that changes records gets the notification too. @default false */
  mirror?: boolean;
  /** Associations that are populated when the client names none: all, none, or these. @default true */
  populate?: boolean | readonly string[];
  /** Records of a page, and of each populated list, when the client names no limit. @default 30 */
  defaultLimit?: number;
  /** Records that a client gets at most, and members that it may give at once. @default 1_000 */
  maximumLimit?: number;
  /** Protected and automatic attributes that clients may nevertheless set. @default none */
  writable?: readonly string[];
  /** Reads what a request asks for, in place of `sails.hooks.blueprints.parseBlueprintOptions(req)`. */
  parseBlueprintOptions?: (req: Request) => BlueprintOptions | Promise<BlueprintOptions>;
}

/** What may be said for an app and for a model. */
export interface ModelBlueprints extends BlueprintBehaviour {
  /** REST routes such as `GET /user/1`. @default true, but in production they are closed unless this says `true` */
  rest?: boolean;
  /**
   * Routes for the address bar of a browser, such as `GET /user/create?name=Ann`.
   * @default true, but in production they are closed unless this says `true`
   */
  shortcuts?: boolean;
  /** Prefix of all shadow routes. @default '' */
  prefix?: string;
  /** Prefix of REST routes, after `prefix`. @default '' */
  restPrefix?: string;
  /** Whether paths have the plural of a model's name: `/users`. @default false */
  pluralize?: boolean;
}

declare module '@telltale/orm' {
  interface ModelDefinition {
    /** How the blueprints of this model differ from `config/blueprints`; `false` for no routes and no actions at all. */
    blueprints?: ModelBlueprints | false;
  }
}

/** Settings with every default filled in. */
export type BlueprintSettings = Required<
  Omit<ModelBlueprints, 'parseBlueprintOptions' | 'rest' | 'shortcuts'>
> &
  // `undefined` in production, when nobody has opened them.
  Pick<ModelBlueprints, 'parseBlueprintOptions' | 'rest' | 'shortcuts'>;

export const defaultBlueprints: BlueprintSettings = {
  rest: true,
  shortcuts: true,
  prefix: '',
  restPrefix: '',
  pluralize: false,
  autoWatch: true,
  mirror: false,
  populate: true,
  defaultLimit: 30,
  maximumLimit: 1_000,
  writable: [],
};

/** The settings that a route may change. */
const behaviours = [
  'autoWatch',
  'mirror',
  'populate',
  'defaultLimit',
  'maximumLimit',
  'writable',
  'parseBlueprintOptions',
] as const satisfies readonly (keyof BlueprintBehaviour)[];

/** Lays what a route says over the settings of the model. */
export function settingsOfRoute(
  settings: BlueprintSettings,
  options: Readonly<Record<string, unknown>>,
): BlueprintSettings {
  let merged = settings;
  for (const name of behaviours) {
    const value = options[name];
    if (value !== undefined && value !== merged[name]) merged = { ...merged, [name]: value };
  }
  return merged;
}
