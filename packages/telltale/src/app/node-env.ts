/** `NODE_ENV`, which the libraries beside the app go by. @module */

/**
 * Sets `NODE_ENV` to an app's environment, unless it says something already, or the app is in development.
 *
 * @returns takes it back
 */
export function setNodeEnv(environment: string): () => void {
  if (process.env.NODE_ENV || environment === 'development') return () => {};
  process.env.NODE_ENV = environment;
  return () => {
    if (process.env.NODE_ENV === environment) delete process.env.NODE_ENV;
  };
}
