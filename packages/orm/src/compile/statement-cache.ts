/** Compiled statements by their shape, so that a query which differs in its values only isn't built again. @module */
import type { CompiledQuery } from 'kysely';

const keptStatements = 500;

export class StatementCache {
  readonly #statements = new Map<string, CompiledQuery>();

  /**
   * The compiled query for a shape.
   *
   * @param shape everything that decides the text of the query; undefined for one that can't be kept
   * @param parameters the values in the order in which they are bound
   */
  get(shape: string | undefined, parameters: readonly unknown[], build: () => CompiledQuery): CompiledQuery {
    if (shape === undefined) return build();
    const kept = this.#statements.get(shape);
    if (kept) return { ...kept, parameters };
    const built = build();
    // Kept only if the values really are bound in the order that the shape told.
    if (sameValues(built.parameters, parameters)) {
      if (this.#statements.size >= keptStatements) this.#statements.clear();
      this.#statements.set(shape, built);
    }
    return built;
  }
}

function sameValues(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((value, at) => Object.is(value, other[at]));
}
