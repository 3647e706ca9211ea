/** Reads settings from the script tag that brings sails.io.js onto a page. @module */
import { errors } from './errors.ts';
import type { SailsSettings } from './socket-options.ts';

type ScriptAttribute =
  | 'autoConnect'
  | 'reconnection'
  | 'environment'
  | 'headers'
  | 'url'
  | 'transports'
  | 'path';

interface Expectation {
  holds(value: unknown): boolean;
  text: string;
}

const aBoolean: Expectation = { holds: (value) => typeof value === 'boolean', text: 'a boolean' };
const aString: Expectation = { holds: (value) => typeof value === 'string', text: 'a string' };

const attributes: Record<ScriptAttribute, Expectation> = {
  autoConnect: aBoolean,
  reconnection: aBoolean,
  environment: aString,
  headers: {
    holds: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    text: 'an object as JSON',
  },
  url: aString,
  transports: { holds: Array.isArray, text: 'an array as JSON' },
  path: aString,
};

/** The tag that is running now, or else the last one so far: an old browser's way, and that of `document.write`. */
export function findScriptTag(): HTMLScriptElement | undefined {
  if (typeof document === 'undefined') return undefined;
  const { currentScript } = document;
  if (currentScript instanceof HTMLScriptElement) return currentScript;
  return [...document.getElementsByTagName('script')].at(-1);
}

/**
 * Reads `autoConnect`, `reconnection`, `environment`, `headers`, `url`, `transports` and `path`, each of them with or
 * without `data-` before it. A value is JSON, or else text.
 *
 * @throws `E_SCRIPT_ATTRIBUTE`
 */
export function readScriptTag(script: HTMLScriptElement | undefined): Partial<SailsSettings> {
  const settings: Partial<Record<ScriptAttribute, unknown>> = {};
  if (isProduction(script)) settings.environment = 'production';
  for (const [name, expected] of Object.entries(attributes) as [ScriptAttribute, Expectation][]) {
    const text = script?.getAttribute(`data-${name}`) || script?.getAttribute(name);
    const isBare = text === '' || (text === null && script?.hasAttribute(`data-${name}`));
    if (!text && !isBare) continue;
    const value = isBare && expected === aBoolean ? true : parse(text ?? '');
    if (!expected.holds(value)) throw errors.E_SCRIPT_ATTRIBUTE(name, value, expected.text);
    settings[name] = value;
  }
  return settings as Partial<SailsSettings>;
}

function isProduction(script: HTMLScriptElement | undefined): boolean {
  const page = globalThis as { SAILS_LOCALS?: { _environment?: string } };
  const environment = page.SAILS_LOCALS?._environment;
  return (
    environment === 'staging' ||
    environment === 'production' ||
    /#production|\.min\.js/.test(script?.src ?? '')
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
