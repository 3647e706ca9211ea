/** Requests whose policy has not decided yet: it may take its time, but not for ever. @module */
import { errors } from '../errors.ts';
import type { Request } from '../http/request.ts';
import type { Response } from '../http/response.ts';

/** How often those who wait are looked at in the time that they have: an answered request is not held for longer. */
const LOOKS = 4;
const MOST_BETWEEN_LOOKS = 1_000;

/** A policy that was asked by HTTP. Over a socket the interpreter watches over the whole request. */
export interface Waiting {
  readonly policy: string;
  readonly req: Request;
  readonly res: Response;
  readonly since: number;
  /** Called when time is up; `proceed()` means nothing from then on. */
  expire(): void;
}

/** Answers with 503 in place of policies that neither answer nor proceed. */
export class WaitingPolicies {
  readonly #patience: number;
  readonly #waiting = new Set<Waiting>();
  #timer: NodeJS.Timeout | undefined;

  /** @param patience milliseconds that a policy has */
  constructor(patience: number) {
    this.#patience = patience;
  }

  add(waiting: Waiting): void {
    this.#waiting.add(waiting);
    const interval = Math.min(this.#patience / LOOKS, MOST_BETWEEN_LOOKS);
    this.#timer ??= setInterval(() => this.#look(), interval).unref();
  }

  delete(waiting: Waiting): void {
    this.#waiting.delete(waiting);
  }

  #look(): void {
    const before = performance.now() - this.#patience;
    for (const waiting of this.#waiting) {
      const isOver = waiting.res.headersSent || waiting.res.raw.destroyed;
      if (!isOver && waiting.since > before) continue;
      this.#waiting.delete(waiting);
      if (isOver) continue;
      waiting.expire();
      giveUp(waiting, this.#patience);
    }
    if (this.#waiting.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** Answers as the interpreter does over a socket, so that both transports say the same. */
function giveUp({ policy, req, res }: Waiting, patience: number): void {
  req._sails.log.error(
    `${req.method} ${req.url}: the policy ${policy} neither answered nor called proceed() within ${patience} ms.`,
  );
  const { code, message, status } = errors.E_REQUEST_TIMEOUT(patience);
  res.status(status).json({ code, message });
}
