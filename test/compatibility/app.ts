/** An app with what released clients ask of one. @module */
import { createRequire } from 'node:module';
import { type AppOptions, sails } from 'telltale';
import { type Lifted, lift } from '../../packages/telltale/test/transports.ts';

/** Addresses and their handlers. */
export const routes: NonNullable<AppOptions['routes']> = {
  'GET /hello': (_req, res) => res.json({ hi: 1 }),
  '/echo': (req, res) =>
    res.json({
      method: req.method,
      query: req.query,
      body: req.body,
      isSocket: req.isSocket,
      token: req.get('x-token') ?? null,
    }),
  'POST /list': (req, res) => res.json(req.body),
  'GET /cookie': (req, res) => res.json({ cookie: req.get('cookie') ?? null }),
  'GET /set-cookie': (_req, res) => res.cookie('seen', 'yes').ok(),
  'GET /ok': (_req, res) => res.ok(),
  'GET /text': (_req, res) => res.send('plain text'),
  'GET /null': (_req, res) => res.json(null),
  'GET /nothing': (_req, res) => res.status(204).send(),
  'GET /moved': (_req, res) => res.redirect('/hello'),
  'GET /header': (_req, res) => res.set('X-Answer', '42').ok(),
  'GET /bad': (_req, res) => res.badRequest({ why: 'on purpose' }),
  'GET /forbidden': (_req, res) => res.forbidden(),
  'GET /throws': () => {
    throw new Error('on purpose');
  },
  'POST /rooms/:room': (req, res) => {
    sails.sockets.join(req, req.params.room ?? '');
    return res.ok();
  },
  'DELETE /rooms/:room': (req, res) => {
    sails.sockets.leave(req, req.params.room ?? '');
    return res.ok();
  },
  // Waits until somebody answers it by `app.emit('answer')`.
  'GET /waits': (req, res) => {
    sails.once('answer', () => res.ok());
    sails.emit('waiting', sails.sockets.getId(req));
  },
};

/** Lifts it. */
export function liftCompatible(options: AppOptions = {}): Promise<Lifted> {
  return lift({ routes, ...options });
}

/** Path of the released bundle for pages. */
export const releasedBundle = createRequire(import.meta.url).resolve('sails.io.js/dist/sails.io.js');
