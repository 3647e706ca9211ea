/** An app made of the seeds' files, each copied as it stands. @module */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appFolder } from '../../packages/telltale/test/app-folder.ts';
import { type Lifted, lift } from '../../packages/telltale/test/transports.ts';

const folder = join(import.meta.dirname, 'seeds');

/** The text of a seed's example. */
export function seed(name: string): Promise<string> {
  return readFile(join(folder, name), 'utf8');
}

/** The app, and how many sockets have ever connected to it. */
export interface SeedApp extends Lifted {
  connections: string[];
}

/**
 * Lifts an app with the seeds' controller, and with their pages as `/ex-1.html` and so on.
 *
 * @param files more files, by path
 * @param routes addresses to targets
 */
export async function liftSeeds(
  files: Record<string, string> = {},
  routes: NonNullable<Parameters<typeof lift>[0]>['routes'] = {},
): Promise<SeedApp> {
  const pages = (await readdir(folder)).filter((name) => name.endsWith('.html'));
  const assets = await Promise.all(pages.map(async (name) => [`assets/${name}`, await seed(name)] as const));
  const app = await appFolder({
    'api/controllers/SayController.js': await seed('ex-5.js'),
    ...Object.fromEntries(assets),
    ...files,
  });
  const lifted = await lift({
    appPath: app.path,
    globals: { sails: true, models: true },
    blueprints: { actions: true },
    routes,
  });
  const connections: string[] = [];
  lifted.app.io.on('connection', ({ id }) => connections.push(id));
  return {
    ...lifted,
    connections,
    async [Symbol.asyncDispose]() {
      await lifted[Symbol.asyncDispose]();
      await app[Symbol.asyncDispose]();
    },
  };
}
