/** Says which routes of models production has closed, and how they are opened. @module */
import type { ModelResource } from './model-resource.ts';

/**
 * What to tell whoever lifts the app; `undefined` when everything is open, or closed by name.
 *
 * @example
 * closedRoutes([user]); // 'In production the routes of models are closed …'
 */
export function closedRoutes(resources: readonly ModelResource[]): string | undefined {
  const closed = (['rest', 'shortcuts'] as const).flatMap((kind) => {
    const models = resources
      .filter(({ settings }) => settings[kind] === undefined)
      .map(({ model }) => model.identity);
    return models.length === 0 ? [] : [{ kind, models }];
  });
  if (closed.length === 0) return undefined;
  const parts = closed.map(({ kind, models }) => `${kind} of ${models.join(', ')}`);
  // Shortcuts are not recommended: a link is enough to change records by them.
  const opens = closed.some(({ kind }) => kind === 'rest') ? '{ rest: true } to open them, ' : '';
  const closes = closed.map(({ kind }) => `${kind}: false`).join(', ');
  return `In production the routes of models are closed unless they are opened by name: ${parts.join('; ')}. Write in config/blueprints: ${opens}{ ${closes} } to close them by name`;
}
