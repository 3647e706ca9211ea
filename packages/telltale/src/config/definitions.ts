/** What an app defines beside its settings: its modules by identity, from folders or from options. @module */

/** Modules of one kind by identity, without a prototype. */
export type DefinitionMap = Record<string, unknown>;

/** All modules of an app, as they were exported. */
export interface Definitions {
  /** `api/controllers`: classic controllers and standalone actions by path (`'user'`, `'admin/report'`). */
  controllers: DefinitionMap;
  /** `api/policies` by file name in lower case. */
  policies: DefinitionMap;
  /** `api/responses` by file name, in its own spelling. */
  responses: DefinitionMap;
  /** `api/hooks` by folder or file name. */
  hooks: DefinitionMap;
}
