/** How fast one socket may send: a bucket that fills with time and empties with messages. @module */

/** Seconds over which the rate is averaged, so that a burst after silence is welcome. */
const AVERAGED_OVER = 10;

/** Messages over the rate, in seconds' worth of them, after which a socket counts as a flood. */
const PATIENCE = 10;

/** The outcome for one message. */
export type RateVerdict = 'within' | 'over' | 'flood';

/** The bucket of one socket. */
export class Rate {
  readonly #perSecond: number;
  #tokens: number;
  #filledAt: number;

  /**
   * @param perSecond messages a second
   * @param now milliseconds of the monotonic clock
   */
  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond;
    this.#tokens = perSecond * AVERAGED_OVER;
    this.#filledAt = now;
  }

  /** Counts a message that came at `now`. */
  take(now: number): RateVerdict {
    const perSecond = this.#perSecond;
    const elapsed = now - this.#filledAt;
    if (elapsed >= 100) {
      this.#tokens = Math.min(perSecond * AVERAGED_OVER, this.#tokens + (elapsed / 1000) * perSecond);
      this.#filledAt = now;
    }
    this.#tokens -= 1;
    if (this.#tokens >= 0) return 'within';
    return this.#tokens >= -perSecond * PATIENCE ? 'over' : 'flood';
  }
}
