/** An ORM alone, in its own process, with nothing between. @module */
import { warmUp } from './warm-up.mjs';
import { windowOf } from './window.mjs';

/** Measures CPU per call, one at a time. */
export function orm({ kind }) {
  return async function prepare(context) {
    const { server, seconds, sliceSeconds } = context;
    const work = (count) => server.call('work', { kind, count });
    const perSecond = await warmUp(work, { first: 100, seconds: seconds * 0.5 });
    const count = Math.ceil(perSecond * sliceSeconds);
    return () => windowOf(context, count, () => work(count));
  };
}
