/** An ORM alone, in its own process, with nothing between. @module */
import { cpuOf } from './window.mjs';

/** Measures CPU per call, one at a time. */
export function orm({ kind }) {
  return async function measure(context) {
    const { server, seconds } = context;
    const perSecond = await warmUp();
    const count = Math.ceil(perSecond * seconds);
    const { cpu, result } = await cpuOf(context, () => server.call('work', { kind, count }));
    return { value: cpu / count, perSecond: count / result };

    /** @returns calls per second */
    async function warmUp() {
      for (let count = 100; ; count *= 2) {
        const took = await server.call('work', { kind, count });
        if (took >= seconds * 0.5) return count / took;
      }
    }
  };
}
