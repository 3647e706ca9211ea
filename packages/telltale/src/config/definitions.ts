/** What an app defines beside its settings: its modules by identity, from folders or from options. @module */

/** Modules of one kind by identity, without a prototype. */
export type DefinitionMap = Record<string, unknown>;

/** All modules of an app, as they were exported. */
export interface Definitions {
  /** `api/controllers`: classic controllers and standalone actions by path (`'user'`, `'admin/report'`). */
  controllers: DefinitionMap;
  /** `api/policies` by path, in its own spelling; those of the options last. */
  policies: DefinitionMap;
  /** `api/responses` by file name, in its own spelling. */
  responses: DefinitionMap;
  /** `api/models` by file name, in its own spelling. */
  models: DefinitionMap;
  /** `api/helpers` by path, in its own spelling. */
  helpers: DefinitionMap;
  /** `api/services` by file name, in its own spelling. */
  services: DefinitionMap;
  /** `api/hooks` by folder or file name. */
  hooks: DefinitionMap;
}
