/** What Telltale answers otherwise than Sails 1.5, on purpose: each with its reason, and with what becomes of the answer of Sails. @module */
import { expect } from 'vitest';

export interface Answer {
  status: number;
  type: string | undefined;
  body: unknown;
}

export interface Difference {
  reason: string;
  /** Whether it concerns a request; without it, all of them. */
  concerns?: (request: { name: string; transport: 'http' | 'socket' }, sails: Answer) => boolean;
  /** What Telltale answers where Sails answers this. */
  instead(sails: Answer): Answer;
}

const htmlType = 'text/html; charset=utf-8';

/** By name. */
export const differences: Record<string, Difference> = {
  'protected attributes don’t leave': {
    reason: 'Sails leaves `protect: true` to customToJSON of each model, and sends them',
    instead: (sails) => ({ ...sails, body: withoutProtected(sails.body) }),
  },
  'protected attributes aren’t set by clients': {
    reason:
      "what clients may not see they would overwrite unseen; `blueprints: { writable: ['email'] }` lets them",
    concerns: ({ name }) => name === 'a new record with what is protected',
    instead: (sails) => ({
      ...sails,
      status: 400,
      body: { code: 'E_INVALID_NEW_RECORD', has: ['code', 'details', 'message'] },
    }),
  },
  'views work over sockets': {
    reason: 'Sails renders over HTTP only, and answers an error',
    concerns: ({ name, transport }) => transport === 'socket' && name.startsWith('a view'),
    instead: () => ({ status: 200, type: htmlType, body: expect.stringMatching(/^<!DOCTYPE html>.*<h1>/) }),
  },
  'text over sockets says that it is text': {
    reason: 'an answer has the headers that it has over HTTP',
    concerns: ({ transport }, { type, body, status }) =>
      transport === 'socket' && status === 200 && type === undefined && /^The /.test(String(body)),
    instead: (sails) => ({ ...sails, type: htmlType }),
  },
  'a redirect over sockets has no page': {
    reason: 'its text is plain, and Sails calls it HTML without a character set',
    concerns: ({ name, transport }) => transport === 'socket' && name === 'a redirect',
    instead: (sails) => ({ ...sails, type: undefined }),
  },
  'a redirect says the same over both transports': {
    reason: 'Sails begins with the words of the status over HTTP, and leaves them out over sockets',
    concerns: ({ name, transport }) => transport === 'http' && name === 'a redirect',
    instead: (sails) => ({ ...sails, body: String(sails.body).replace('Found. ', '') }),
  },
  'the text of an error is no page': {
    reason: 'what a client sent may be part of the message, and would run as HTML',
    concerns: ({ name, transport }) => transport === 'http' && name === 'an error',
    instead: (sails) => ({ ...sails, type: 'text/plain; charset=utf-8' }),
  },
  'assets are served as they are': {
    reason: 'Sails serves what its Grunt tasks have copied to .tmp/public',
    concerns: ({ name, transport }) => transport === 'http' && name === 'an asset',
    instead: () => ({
      status: 200,
      type: 'text/css; charset=utf-8',
      body: expect.stringContaining('font-family'),
    }),
  },
};

/** Without `email`, the one attribute of the app that is protected. */
export function withoutProtected(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutProtected);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'email')
      .map(([key, inner]) => [key, withoutProtected(inner)]),
  );
}

/** What `customToJSON` of a boat leaves out: Sails does not ask it for notifications, and so they say more than the answers. */
export function withoutHidden(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutHidden);
  if (typeof value !== 'object' || value === null) return value;
  const isBoat = 'berth' in value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !(isBoat && /^(created|updated)At$/.test(key)))
      .map(([key, inner]) => [key, withoutHidden(inner)]),
  );
}
