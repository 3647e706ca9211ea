/** Services: modules of `api/services` that the whole app shares. @module */
import type { DefinitionMap } from '../config/definitions.ts';

/** Services by file name; each is found by that in lower case as well. */
export type Services = Readonly<Record<string, unknown>>;

/**
 * Gathers the services. Those under their names in lower case don't show in `Object.keys`.
 *
 * @example
 * loadServices({ MailService: { send() {} } }); // mailservice is the same
 */
export function loadServices(definitions: DefinitionMap): Services {
  const services: Record<string, unknown> = Object.create(null);
  for (const [name, service] of Object.entries(definitions)) {
    services[name] = service;
    const identity = name.toLowerCase();
    if (identity !== name)
      Object.defineProperty(services, identity, { value: service, writable: true, configurable: true });
  }
  return services;
}
