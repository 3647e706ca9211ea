/** Finds the other side of an association. @module */
import type { Association, ModelEntry, ModelRegistry } from './model-entry.ts';

/** The attribute of another model that mirrors an association. */
export interface Reverse {
  readonly entry: ModelEntry;
  readonly association: Association;
}

/**
 * The attribute of the other model that stands for the same relation, if there is one: the one that an association
 * names with `via`, or that names it so. Two attributes `model` that point at each other are a pair when no other
 * pairing is possible.
 */
export function reverseOf(
  models: ModelRegistry,
  entry: ModelEntry,
  association: Association,
): Reverse | undefined {
  const target = models.get(association.target);
  if (target === undefined) return undefined;
  const found = byVia(entry, association, target) ?? byExclusion(models, entry, association, target);
  return found && { entry: target, association: found };
}

/** Through a joining model, `via` names an attribute of that model, so the other side is the one with the same join. */
function byVia(entry: ModelEntry, association: Association, target: ModelEntry): Association | undefined {
  if (association.through !== undefined) {
    return candidates(target, entry).find(
      ({ alias, kind, through }) =>
        kind === 'collection' &&
        through === association.through &&
        !(entry === target && alias === association.alias),
    );
  }
  if (association.via !== undefined) {
    const named = target.associations.get(association.via);
    return named?.target === entry.identity ? named : undefined;
  }
  return candidates(target, entry).find(
    ({ via, through }) => via === association.alias && through === undefined,
  );
}

function byExclusion(
  models: ModelRegistry,
  entry: ModelEntry,
  association: Association,
  target: ModelEntry,
): Association | undefined {
  if (association.kind !== 'model' || entry === target) return undefined;
  const there = unpaired(models, target, entry);
  const here = unpaired(models, entry, target);
  return there.length === 1 && here.length === 1 ? there[0] : undefined;
}

/** Attributes `model` of `from` that point at `to`, and that no `via` pairs. */
function unpaired(models: ModelRegistry, from: ModelEntry, to: ModelEntry): Association[] {
  return candidates(from, to).filter(
    (association) =>
      association.kind === 'model' &&
      association.via === undefined &&
      byVia(from, association, models.get(association.target) as ModelEntry) === undefined,
  );
}

function candidates(from: ModelEntry, to: ModelEntry): Association[] {
  return [...from.associations.values()].filter(({ target }) => target === to.identity);
}
