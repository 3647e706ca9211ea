/** Which blueprint runs a request, so that an app's own `parseBlueprintOptions` can ask for the usual reading. @module */
import { errors } from '../../errors.ts';
import type { Request } from '../../http/request.ts';
import type { BlueprintOptions } from '../blueprint-options.ts';
import { type ParseContext, parseBlueprintOptions } from './parse-blueprint-options.ts';

const contexts = new WeakMap<Request, ParseContext>();

/** Keeps what a request is understood by, as long as the request lives. */
export function rememberContext(req: Request, context: ParseContext): void {
  contexts.set(req, context);
}

/**
 * Reads what a request asks of the blueprint that runs it: `sails.hooks.blueprints.parseBlueprintOptions(req)`.
 *
 * @throws UsageError with the code of what was wrong, for the client to see
 * @throws E_USAGE for a request that no blueprint runs
 */
export function parseRequest(req: Request): BlueprintOptions {
  const context = contexts.get(req);
  if (!context) throw errors.E_USAGE('parseBlueprintOptions(req) is for requests that a blueprint runs');
  return parseBlueprintOptions(context, req);
}
