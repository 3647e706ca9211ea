/** The realtime web framework: write a route once, reach it by HTTP or over a socket. @module */
export { type Datastore, defineModel, type JsonOf, type ModelRegistry } from '@telltale/orm';
export type {
  ActionContext,
  ActionDefinition,
  ExitDefinition,
  ExitDefinitions,
  ExitFunctions,
  InputDefinition,
  InputDefinitions,
  InputType,
  InputValues,
} from './actions/action-definition.ts';
export { defineAction } from './actions/define-action.ts';
export { type ControllerDefinition, defineController } from './actions/define-controller.ts';
export type { AppContext } from './app/app-context.ts';
export { type Log, type LogLevel, logLevels } from './app/log.ts';
export { sails } from './app/running-apps.ts';
export { type LowerOptions, Sails } from './app/sails.ts';
export type { RequestOptions, RequestResult } from './app/virtual-request.ts';
export type { BlueprintOptions } from './blueprints/blueprint-options.ts';
export type { BlueprintBehaviour, ModelBlueprints } from './blueprints/blueprint-settings.ts';
export type {
  AppConfig,
  AppOptions,
  BlueprintsConfig,
  DatastoresConfig,
  FastifyPlugin,
  GlobalsConfig,
  HttpConfig,
  LogConfig,
  PoliciesConfig,
  PolicyRule,
  RoutesConfig,
  ViewsConfig,
} from './config/app-config.ts';
export { defineConfig } from './config/define-config.ts';
export { getRc } from './config/rc.ts';
export { defineHook, type Hook, type HookFactory } from './hooks/hook.ts';
export type { Request, Session } from './http/request.ts';
export type { CookieOptions, HeaderValue, Response, SendFileOptions } from './http/response.ts';
export type { CustomResponse, ResponseContext } from './responses/custom-responses.ts';
export type { Handler, Next, RouteOptions } from './routing/handler.ts';
export type { RouteInfo } from './routing/reverse-routes.ts';
export type { RouteTarget, RouteTargetObject } from './routing/route-target.ts';
