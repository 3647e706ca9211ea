/** Where a request came from and where it was sent: protocol, host, port, path, addresses. @module */
import { pathOf } from '../routing/request-path.ts';
import { getterBelow } from './below.ts';
import type { Request } from './request.ts';

const portOfHost = /:(\d{1,5})$/;

export const addressGetters = {
  protocol(this: Request): string {
    return getterBelow(this, 'protocol') as string;
  },

  secure(this: Request): boolean {
    return this.protocol === 'https';
  },

  port(this: Request): number {
    const written = portOfHost.exec(hostOf(this));
    return written === null ? (this.secure ? 443 : 80) : Number(written[1]);
  },

  ips(this: Request): string[] {
    return (getterBelow(this, 'ips') as string[] | undefined) ?? [];
  },

  path(this: Request): string {
    return pathOf(this.url);
  },

  baseUrl(this: Request): string {
    return `${this.protocol}://${hostOf(this)}`;
  },

  transport(this: Request): string {
    return this.isSocket ? 'socket.io' : 'http';
  },
};

function hostOf(req: Request): string {
  return getterBelow(req, 'host') as string;
}
