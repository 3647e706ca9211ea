/** Makes the policies of an app. @module */
import type { AppConfig } from '../config/app-config.ts';
import type { DefinitionMap } from '../config/definitions.ts';
import { isPartOn } from '../hooks/parts.ts';
import { PolicyFiles } from './policy-files.ts';
import { PolicyMap } from './policy-map.ts';
import { rulesPlace } from './rules-place.ts';
import { WaitingPolicies } from './waiting-policies.ts';

/** As `limits.requestTimeout` is by default: a policy has as long as the whole request has over a socket. */
const PATIENCE = 60_000;

/**
 * Reads what stands before the actions of an app; nothing when the part `policies` is off.
 *
 * @throws E_INVALID_POLICY_CONFIG
 */
export async function loadPolicies(config: AppConfig, definitions: DefinitionMap): Promise<PolicyMap> {
  const rules = isPartOn(config, 'policies') ? config.policies : {};
  return new PolicyMap(rules, {
    files: new PolicyFiles(definitions),
    waiting: new WaitingPolicies(config.sockets?.limits?.requestTimeout ?? PATIENCE),
    place: await rulesPlace(config, ['policies']),
  });
}
