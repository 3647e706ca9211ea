import { setImmediate as turn } from 'node:timers/promises';
import type { AppOptions } from 'telltale';
import { describe, expect, test } from 'vitest';
import { appFolder } from '../../test/app-folder.ts';
import { lift, transports } from '../../test/transports.ts';

/** Objects that an app has seen, held weakly. */
class Witness {
  readonly #seen = new Map<string, WeakRef<object>[]>();

  see(objects: Record<string, object>): void {
    for (const [what, object] of Object.entries(objects))
      this.#seen.set(what, [...(this.#seen.get(what) ?? []), new WeakRef(object)]);
  }

  /** How many of each are still held by somebody, once the collector has had its chance. */
  async held(): Promise<Record<string, number>> {
    const counts = (): Record<string, number> =>
      Object.fromEntries(
        Array.from(this.#seen, ([what, refs]) => [
          what,
          refs.filter((ref) => ref.deref() !== undefined).length,
        ]),
      );
    for (let round = 0; round < 40 && Object.values(counts()).some((count) => count > 0); round += 1) {
      await turn();
      (globalThis as unknown as { gc(): void }).gc();
    }
    return counts();
  }
}

const files = { 'views/page.ejs': 'Hello <%= name %>', 'assets/file.txt': 'file' };

const options: AppOptions = {
  routes: {
    'GET /session': (req, res) => {
      req.session.visits = 1;
      return res.json(req.session.visits);
    },
    'GET /view': (_req, res) => res.view('page', { name: 'Ann' }),
    'GET /stream': (_req, res) => {
      res.write('a');
      return res.end('b');
    },
    'GET /policy': [{ policy: 'slowly' }, 'pet/find'],
    'GET /throws': () => {
      throw new Error('thrown');
    },
    'GET /rejects': async () => {
      throw new Error('rejected');
    },
  },
  policies: {
    moduleDefinitions: {
      slowly: (_req: unknown, _res: unknown, next: () => void) => void setImmediate(next),
    },
  } as never,
  controllers: {
    moduleDefinitions: {
      'pet/find': { inputs: { id: { type: 'number' } }, fn: async () => ({ name: 'Rex' }) },
    },
  },
};
const paths = [...Object.keys(options.routes ?? {}), 'GET /file.txt', 'GET /nowhere', 'OPTIONS /view'];

describe.each(transports)('%s: what is over', (transport) => {
  test('should not be held once it is answered, though the app goes on', async () => {
    await using folder = await appFolder(files);
    await using lifted = await lift({ ...options, appPath: folder.path });
    const witness = new Witness();
    lifted.app.on('router:request', (req, res) => witness.see({ req, res, raw: req.raw, rawReply: res.raw }));
    const ask = lifted.via(transport);
    for (const path of paths) for (let count = 0; count < 3; count += 1) await ask(path);
    expect(await witness.held()).toEqual({ req: 0, res: 0, raw: 0, rawReply: 0 });
  });
});

test('an app that was lowered should be held by nobody, nor its server and sockets', async () => {
  const witness = new Witness();
  const use = async (): Promise<void> => {
    await using lifted = await lift({ ...options, globals: { sails: true } });
    for (const transport of transports) await lifted.via(transport)('GET /session');
    const { app } = lifted;
    witness.see({ app, fastify: app.fastify, io: app.io, server: app.fastify.server });
  };
  for (let round = 0; round < 3; round += 1) await use();
  expect(await witness.held()).toEqual({ app: 0, fastify: 0, io: 0, server: 0 });
});
