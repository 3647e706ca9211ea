/** Has subscriptions asked about again when a session has changed or ended. @module */
import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../app/app-context.ts';
import { sessionsOf } from '../sessions/sessions.ts';

/** Listens as long as the app has its sessions. Without subscription policies nothing is asked. */
export function reviewWithSessions(app: AppContext, fastify: FastifyInstance): void {
  if (!app.isOn('sockets')) return;
  sessionsOf(app)?.onNews(({ sockets }) => {
    for (const socket of sockets) void fastify.pubsub.askAgain(socket);
  });
}
