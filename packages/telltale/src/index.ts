/** The realtime web framework: write a route once, reach it by HTTP or over a socket. @module telltale */
export type { Datastore, JsonOf, ModelRegistry } from '@telltale/orm';
export { defineModel } from '@telltale/orm/definitions';
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
  RoutesConfig,
  ViewsConfig,
} from './config/app-config.ts';
export { defineConfig } from './config/define-config.ts';
export { getRc } from './config/rc.ts';
export { defineHelper } from './helpers/define-helper.ts';
export type { AppHelpers, Helper, HelpersOf } from './helpers/helper.ts';
export { HelperCall } from './helpers/helper-call.ts';
export type {
  HelperContext,
  HelperDefinition,
  HelperExit,
  HelperExits,
  HelperRegistry,
} from './helpers/helper-definition.ts';
export { HelperException } from './helpers/helper-exception.ts';
export { defineHook, type Hook, type HookFactory } from './hooks/hook.ts';
export type { Request, Session, SessionCookie } from './http/request.ts';
export type { CookieOptions, HeaderValue, Response, SendFileOptions } from './http/response.ts';
export type { I18nConfig } from './i18n/i18n-config.ts';
export { definePolicy } from './policies/define-policy.ts';
export type { PoliciesConfig, Policy, PolicyRule, PolicyTree } from './policies/policy.ts';
export {
  defineSubscriptionPolicy,
  type SubscriptionPolicy,
  type SubscriptionQuestion,
  type SubscriptionRule,
  type SubscriptionsConfig,
} from './policies/subscription-policy.ts';
export type { CustomResponse, ResponseContext } from './responses/custom-responses.ts';
export type { Handler, Next, RouteOptions } from './routing/handler.ts';
export type { RouteInfo } from './routing/reverse-routes.ts';
export type { RouteTarget, RouteTargetObject } from './routing/route-target.ts';
export type {
  CorsConfig,
  CorsRules,
  RateLimitConfig,
  RateLimitRules,
  SecurityConfig,
} from './security/security-config.ts';
export type { SessionConfig, SessionCookieConfig } from './sessions/session-settings.ts';
export type { FileInfo } from './uploads/incoming-file.ts';
export type {
  SaveAs,
  UploadCallback,
  UploadedFile,
  UploadOptions,
  Upstream,
} from './uploads/upload-options.ts';
export type { UploadsConfig } from './uploads/upload-settings.ts';
