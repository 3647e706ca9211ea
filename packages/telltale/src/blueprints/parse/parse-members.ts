/** The members that a collection is to have: a list as the body, or as a query parameter. @module */
import type { ModelSchema } from '@telltale/orm';
import type { Request } from '../../http/request.ts';
import type { Id } from '../../models/any-model.ts';
import type { BlueprintSettings } from '../blueprint-settings.ts';
import { parseIds } from './parse-id.ts';
import { parseJson } from './parse-json.ts';
import { describe, refuse } from './refuse.ts';

const code = 'E_INVALID_ASSOCIATED_IDS';

/** Reads the primary keys of the members. @throws E_INVALID_ASSOCIATED_IDS */
export function parseMembers(
  target: ModelSchema,
  alias: string,
  req: Request,
  { maximumLimit }: BlueprintSettings,
): Id[] {
  return parseIds(target, code, alias, listOf(target, alias, req), maximumLimit);
}

function listOf(target: ModelSchema, alias: string, { body, query }: Request): readonly unknown[] {
  if (Array.isArray(body)) return body;
  const given = Object.hasOwn(query, alias) ? query[alias] : undefined;
  const list =
    typeof given === 'string' && /^\s*\[/.test(given) ? parseJson(target, code, alias, given) : given;
  if (Array.isArray(list)) return list;
  if (typeof list === 'string' || typeof list === 'number') return [list];
  refuse(
    target,
    code,
    `expected an array of primary keys as the body, or ?${alias}=[1,2]; got ${describe(list ?? body)}`,
  );
}
