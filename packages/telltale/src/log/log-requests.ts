/** A line in the log for each request, on both transports. @module */
import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../app/app-context.ts';
import { hider } from './hidden.ts';

/** Lets an app tell of each request when it is answered, when `log.requests` says so. */
export function logRequests(fastify: FastifyInstance, { config, log }: AppContext): void {
  const { requests, format, redact } = config.log;
  if (!requests) return;
  const hidden = hider(redact);
  fastify.addHook('onResponse', async (request, reply) => {
    const milliseconds = Math.round(reply.elapsedTime * 10) / 10;
    const { method, ip } = request;
    const status = reply.statusCode;
    const url = hidden.url(request.url);
    const transport = request.isSocket ? 'socket' : 'http';
    const text = `${method} ${url} ${status} ${milliseconds} ms${request.isSocket ? ' (socket)' : ''}`;
    if (format === 'json') log.info({ method, url, status, milliseconds, ip, transport }, text);
    else log.info(text);
  });
}
