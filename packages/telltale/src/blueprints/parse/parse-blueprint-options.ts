/** Understands a request to a blueprint: the default of `parseBlueprintOptions`. @module */

import { errors } from '../../errors.ts';
import type { Request } from '../../http/request.ts';
import type { AnyModel, Id, Values } from '../../models/any-model.ts';
import { targetOf, visibleAssociation } from '../associations.ts';
import type { BlueprintName, BlueprintOptions } from '../blueprint-options.ts';
import type { BlueprintSettings } from '../blueprint-settings.ts';
import { notFound } from '../not-found.ts';
import { parseCriteria, parseSelectionOnly } from './parse-criteria.ts';
import { parseId } from './parse-id.ts';
import { parseMembers } from './parse-members.ts';
import { defaultPopulates, parsePopulate } from './parse-populate.ts';
import { parseValues } from './parse-values.ts';

/** What a request is understood by. */
export interface ParseContext {
  readonly blueprint: BlueprintName;
  readonly model: AnyModel;
  readonly modelOf: (identity: string) => AnyModel;
  readonly settings: BlueprintSettings;
}

type Parsed = Omit<BlueprintOptions, 'using' | 'blueprintAction'>;

/**
 * Reads what a request asks for, and holds it against the model.
 *
 * @throws UsageError with the code of what was wrong, for the client to see
 */
export function parseBlueprintOptions(context: ParseContext, req: Request): BlueprintOptions {
  const { blueprint, model } = context;
  return { using: model.identity, blueprintAction: blueprint, ...parsers[blueprint](context, req) };
}

const parsers: Readonly<Record<BlueprintName, (context: ParseContext, req: Request) => Parsed>> = {
  find({ model: { schema }, settings }, req) {
    const parameters = req.allParams();
    const criteria = parseCriteria(schema, parameters, settings);
    return { criteria, populates: parsePopulate(schema, parameters.populate, settings, criteria.limit!) };
  },

  findone({ model, settings }, req) {
    const parameters = req.allParams();
    const selection = parseSelectionOnly(model.schema, parameters);
    return {
      criteria: { ...one(model, 'id', parameters.id), ...selection },
      populates: parsePopulate(model.schema, parameters.populate, settings, 1),
    };
  },

  create({ model: { schema }, settings }, req) {
    return {
      criteria: {},
      newRecord: parseValues(schema, 'E_INVALID_NEW_RECORD', req, settings),
      populates: defaultPopulates(schema, settings),
    };
  },

  update({ model, settings }, req) {
    return {
      criteria: one(model, 'id', req.param('id')),
      valuesToSet: parseValues(model.schema, 'E_INVALID_VALUES_TO_SET', req, settings),
      populates: defaultPopulates(model.schema, settings),
    };
  },

  destroy({ model, settings }, req) {
    return {
      criteria: one(model, 'id', req.param('id')),
      populates: parsePopulate(model.schema, req.param('populate'), settings, 1),
    };
  },

  populate(context, req) {
    const { model, settings } = context;
    const { alias, target, isMany } = associationOf(context, req);
    const parameters = req.allParams();
    const criteria = one(model, 'parentid', parameters.parentid);
    const ofRoute = ['parentid', 'alias'].filter((name) => Object.hasOwn(req.params, name));
    const subcriteria = isMany
      ? parseCriteria(target.schema, parameters, settings, ofRoute)
      : parseSelectionOnly(target.schema, parameters);
    return { criteria, alias, populates: { [alias]: subcriteria } };
  },

  add: (context, req) => changeOfMember(context, req),
  remove: (context, req) => changeOfMember(context, req),

  replace(context, req) {
    const { alias, target } = collectionOf(context, req);
    return {
      ...changeOfMembers(context, req, alias),
      associatedIds: parseMembers(target.schema, alias, req, context.settings),
    };
  },
};

function changeOfMember(context: ParseContext, req: Request): Parsed {
  const { alias, target } = collectionOf(context, req);
  const associatedIds: Id[] = [parseId(target.schema, 'childid', req.param('childid'))];
  return { ...changeOfMembers(context, req, alias), associatedIds };
}

function changeOfMembers({ model, settings }: ParseContext, req: Request, alias: string): Parsed {
  return {
    criteria: one(model, 'parentid', req.param('parentid')),
    alias,
    populates: parsePopulate(model.schema, req.query.populate, settings, 1),
  };
}

function one({ schema, primaryKey }: AnyModel, parameter: string, given: unknown): { where: Values } {
  return { where: { [primaryKey]: parseId(schema, parameter, given) } };
}

function collectionOf(context: ParseContext, req: Request): { alias: string; target: AnyModel } {
  const { alias, target, isMany } = associationOf(context, req);
  if (!isMany) throw notFound;
  return { alias, target };
}

function associationOf(
  { model, modelOf, blueprint }: ParseContext,
  req: Request,
): { alias: string; target: AnyModel; isMany: boolean } {
  const alias: unknown = req.options.alias ?? req.params.alias;
  if (typeof alias !== 'string') throw errors.E_NO_ASSOCIATION(`${model.identity}/${blueprint}`);
  const association = visibleAssociation(model.schema, alias);
  if (!association) throw notFound;
  return { alias, target: modelOf(targetOf(association)), isMany: association.type === 'collection' };
}
