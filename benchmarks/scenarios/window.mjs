/** The measured window: the server's CPU time before and after some work. @module */

/**
 * Runs `work` and tells what it cost.
 *
 * @param context.profile a file for a CPU profile of the window; absent: no profile, which would cost CPU itself
 * @param operations how many the work has
 * @param work resolves with the seconds that it took, if it knows them better than its caller
 * @returns the server's microseconds of CPU in that time, as its operating system counts them, operations and seconds
 */
export async function windowOf({ server, profile }, operations, work) {
  if (profile) await server.call('startProfile');
  const before = await server.call('cpu');
  const start = performance.now();
  const seconds = (await work()) ?? (performance.now() - start) / 1000;
  const after = await server.call('cpu');
  if (profile) await server.call('stopProfile', { file: profile });
  return { cost: after - before, operations, seconds };
}
