/** Binds the routes of models: shortcuts, then REST. @module */
import type { ControllerConfig } from '../routing/load-actions.ts';
import type { Router } from '../routing/router.ts';
import { visibleAssociations } from './associations.ts';
import type { BlueprintName } from './blueprint-options.ts';
import type { ModelResource } from './model-resource.ts';
import { routeBase } from './route-base.ts';

type Bind = (address: string, blueprint: BlueprintName, alias?: string) => void;

/**
 * Binds the shadow routes of models.
 *
 * @param configs what controllers of the same names say; `rest` and `shortcuts` of `false` leave those routes out
 */
export function bindModelRoutes(
  router: Router,
  resources: readonly ModelResource[],
  configs: ReadonlyMap<string, ControllerConfig>,
): void {
  for (const resource of resources) {
    if (isWanted(resource, configs, 'shortcuts')) bindShortcuts(binder(router, resource), resource, configs);
  }
  for (const resource of resources) {
    if (isWanted(resource, configs, 'rest')) bindRest(binder(router, resource), resource);
  }
}

function isWanted(
  { model, settings }: ModelResource,
  configs: ReadonlyMap<string, ControllerConfig>,
  kind: 'rest' | 'shortcuts',
): boolean {
  return settings[kind] === true && configs.get(model.identity)?.[kind] !== false;
}

function binder(router: Router, { model, settings }: ModelResource): Bind {
  const associations = visibleAssociations(model.schema);
  return (address, blueprint, alias) => {
    const options = { model: model.identity, associations, autoWatch: settings.autoWatch };
    router.add(
      'shadow',
      address,
      { action: `${model.identity}/${blueprint}` },
      null,
      alias === undefined ? options : { ...options, alias },
    );
  };
}

function bindShortcuts(
  bind: Bind,
  resource: ModelResource,
  configs: ReadonlyMap<string, ControllerConfig>,
): void {
  const { model, settings } = resource;
  const { shortcut: base } = routeBase(model.identity, settings);
  bind(`GET ${base}/find`, 'find');
  bind(`GET ${base}/find/:id`, 'findone');
  bind(`GET ${base}/create`, 'create');
  bind(`GET ${base}/update/:id`, 'update');
  bind(`GET ${base}/destroy/:id`, 'destroy');
  for (const { alias, type } of visibleAssociations(model.schema)) {
    const path = `${base}/:parentid/${alias}`;
    if (!isWanted(resource, configs, 'rest')) bind(`GET ${path}`, 'populate', alias);
    if (type !== 'collection') continue;
    bind(`GET ${path}/add/:childid`, 'add', alias);
    bind(`GET ${path}/remove/:childid`, 'remove', alias);
    bind(`GET ${path}/replace`, 'replace', alias);
  }
}

function bindRest(bind: Bind, { model, settings }: ModelResource): void {
  const { rest: base } = routeBase(model.identity, settings);
  bind(`GET ${base}`, 'find');
  bind(`GET ${base}/:id`, 'findone');
  bind(`POST ${base}`, 'create');
  bind(`PATCH ${base}/:id`, 'update');
  bind(`PUT ${base}/:id`, 'update');
  bind(`DELETE ${base}/:id?`, 'destroy');
  for (const { alias, type } of visibleAssociations(model.schema)) {
    const path = `${base}/:parentid/${alias}`;
    bind(`GET ${path}`, 'populate', alias);
    if (type !== 'collection') continue;
    bind(`PUT ${path}/:childid`, 'add', alias);
    bind(`PUT ${path}`, 'replace', alias);
    bind(`DELETE ${path}/:childid`, 'remove', alias);
  }
}
