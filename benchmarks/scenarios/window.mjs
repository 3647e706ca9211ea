/** The measured window: the server's CPU time before and after some work. @module */

/**
 * Runs `work` and returns the server's microseconds of CPU in that time, as its operating system counts them.
 *
 * @param context.profile a file for a CPU profile of the window; absent: no profile, which would cost CPU itself
 */
export async function cpuOf({ server, profile }, work) {
  if (profile) await server.call('startProfile');
  const before = await server.call('cpu');
  const result = await work();
  const after = await server.call('cpu');
  if (profile) await server.call('stopProfile', { file: profile });
  return { cpu: after - before, result };
}
