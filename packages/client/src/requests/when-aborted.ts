/** Waits for a signal to abort: any number of requests by one listener, since Node.js takes more than ten for a leak. @module */

const waitingFor = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `callback` when `signal` aborts.
 *
 * @returns stops waiting
 */
export function whenAborted(signal: AbortSignal, callback: () => void): () => void {
  let callbacks = waitingFor.get(signal);
  if (!callbacks) {
    const all = new Set<() => void>();
    waitingFor.set(signal, all);
    signal.addEventListener('abort', () => {
      for (const each of all) each();
    });
    callbacks = all;
  }
  callbacks.add(callback);
  return () => callbacks.delete(callback);
}
