/** What a client is told when it is not, or no longer, subscribed to what it was to hear of. @module */

/** The event that carries an {@link UnsubscribedNotice}. Released clients ignore it. */
export const unsubscribedEvent = 'telltale:unsubscribed';

/** Which subscriptions are not there, or not any more. The connection stays. */
export interface UnsubscribedNotice {
  /**
   * `E_SUBSCRIPTION_REFUSED`: the app does not allow it. `E_SUBSCRIPTION_LOST`: it did, and does not any more.
   * `E_SUBSCRIPTION_FAILED`, `E_SUBSCRIPTION_TIMEOUT`: the server could not find out, so that asking again may help.
   */
  code: string;
  message: string;
  /** Identity of the model; the name of the event that is not heard any more. */
  model: string;
  /** Keys of the records. */
  ids: (string | number)[];
  /** Whether it is about new records of the model. */
  watch: boolean;
}
