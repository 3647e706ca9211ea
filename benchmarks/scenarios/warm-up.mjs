/** Work that is not counted, until the code is as quick as it gets. @module */

/**
 * Does more and more of the work until a part of it has taken `seconds`. A length in time, since peers differ by a factor
 * of twenty: with as many operations for each, the code of the quickest would have been run least. But no code is quick
 * when it is new, and a slow one has run little of it in that time: hence `least`.
 *
 * @param work does so many operations, and returns the seconds that it took, if it knows them better than its caller
 * @param shape.first operations of the first part; each further one has twice as many
 * @param shape.least operations of the last part, at least. Default: `first`
 * @returns operations per second in the last part
 */
export async function warmUp(work, { first, least = first, seconds }) {
  for (let count = first; ; count *= 2) {
    const start = performance.now();
    const took = (await work(count)) ?? (performance.now() - start) / 1000;
    if (count >= least && took >= seconds) return count / took;
  }
}
