/** Finds the few routes that may match a path, without looking at the others. @module */
import type { RequestPath } from './request-path.ts';
import type { Route } from './route.ts';

interface Entry {
  route: Route;
  position: number;
}

class Node {
  readonly children = new Map<string, Node>();
  readonly literal: Entry[] = [];
  readonly dynamic: Entry[] = [];
  /** Candidates when the path ends here. */
  here: readonly Route[] = [];
  /** Candidates when the path goes on into something that no literal names. */
  below: readonly Route[] = [];
}

/** The routes of one method, in a tree of the literal segments before their first parameter. */
export class RouteIndex {
  readonly #root = new Node();
  /** Candidates of each path that some route names in full: the usual case, found in one step. */
  readonly #literal = new Map<string, readonly Route[]>();

  /** @param routes in the order in which they are to be tried */
  constructor(routes: readonly Route[]) {
    routes.forEach((route, position) => {
      let node = this.#root;
      for (const segment of route.pattern.prefix) {
        const child = node.children.get(segment) ?? new Node();
        node.children.set(segment, child);
        node = child;
      }
      (route.pattern.literal ? node.literal : node.dynamic).push({ route, position });
    });
    finish(this.#root, []);
    for (const { pattern } of routes) {
      if (pattern.literal) this.#literal.set(`/${pattern.prefix.join('/')}`, this.#walk(pattern.prefix));
    }
  }

  /** The routes that may match, in order; each of them still has to look. */
  candidates(path: RequestPath): readonly Route[] {
    return this.#literal.get(path.lowerText) ?? this.#walk(path.lower);
  }

  #walk(segments: readonly string[]): readonly Route[] {
    let node = this.#root;
    for (const segment of segments) {
      const child = node.children.get(segment);
      if (!child) return node.below;
      node = child;
    }
    return node.here;
  }
}

function finish(node: Node, inherited: readonly Entry[]): void {
  const dynamic = inOrder([...inherited, ...node.dynamic]);
  node.below = dynamic.map(({ route }) => route);
  node.here = inOrder([...dynamic, ...node.literal]).map(({ route }) => route);
  for (const child of node.children.values()) finish(child, dynamic);
}

function inOrder(entries: Entry[]): Entry[] {
  return entries.sort((a, b) => a.position - b.position);
}
