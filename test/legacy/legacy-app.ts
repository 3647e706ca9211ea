/** The app in the style of Sails 1.x, in a folder of its own for one test. @module */
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { getRc } from 'telltale';
import { type Lifted, lift } from '../../packages/telltale/test/transports.ts';

const source = join(import.meta.dirname, 'app');
/** Under the repository, so that the app finds its packages; ignored by git. */
const parent = join(import.meta.dirname, '../../packages/telltale/.tmp');

/** A copy of the app, which writes into it. */
export interface LegacyFolder extends AsyncDisposable {
  path: string;
}

/** Copies the app. */
export async function legacyFolder(): Promise<LegacyFolder> {
  await mkdir(parent, { recursive: true });
  const path = await mkdtemp(join(parent, 'legacy-'));
  await cp(source, path, { recursive: true });
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Lifts the app as `app.js` does, with nothing but a port of its own. */
export async function liftLegacy(path: string, environment = 'development'): Promise<Lifted> {
  // What `lift` sets for tests is the app's own here.
  const unset = { globals: undefined, session: undefined } as object;
  return lift({ ...unset, ...getRc(path), appPath: path, environment });
}
