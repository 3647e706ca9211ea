/**
 * The seed of every property test: the same one in CI, so that a commit passes or fails for good; a new one each time
 * elsewhere. A failure prints its seed, and `SEED=…` repeats it.
 *
 * @module
 */
import fc from 'fast-check';

const { SEED, CI } = process.env;

/** The seed that was asked for; `undefined` where chance decides. */
export const seed = SEED !== undefined ? Number(SEED) : CI ? 20_261_121 : undefined;

fc.configureGlobal({ ...fc.readConfigureGlobal(), ...(seed !== undefined && { seed }) });
