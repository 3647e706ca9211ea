/** The values that a request carries: `req.param()` and `req.allParams()`. @module */
import { makeToken } from '../security/csrf.ts';
import type { Request } from './request.ts';

export const valueMethods = {
  param(this: Request, name: string, fallback?: unknown): unknown {
    for (const source of [this.params, this.body, this.query]) {
      if (!isRecord(source) || !Object.hasOwn(source, name)) continue;
      const value = source[name];
      if (value !== undefined) return value;
    }
    return fallback;
  },

  csrfToken(this: Request): string {
    return makeToken(this);
  },

  allParams(this: Request): Record<string, unknown> {
    const all: Record<string, unknown> = Object.create(null);
    for (const source of [this.query, this.body, this.params]) {
      if (!isRecord(source)) continue;
      for (const key of Object.keys(source)) {
        if (key !== '__proto__' && source[key] !== undefined) all[key] = source[key];
      }
    }
    return all;
  },
} satisfies Partial<Request>;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Buffer.isBuffer(value);
}
