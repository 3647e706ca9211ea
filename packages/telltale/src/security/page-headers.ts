/** Headers that tell a browser what a page may do: helmet's, worked out once, when the app is loaded. @module */
import { randomBytes } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { inspect } from 'node:util';
import helmet, { type HelmetOptions } from 'helmet';
import { errors } from '../errors.ts';

type Directives = Record<string, readonly string[]>;
type Headers = readonly (readonly [name: string, value: string])[];

/** What goes with answers over HTTP. */
export interface PageHeaders {
  /** For every answer, by lower-case name. */
  readonly always: Headers;
  /** For every answer but JSON, unless it has them already. Scripts that stand in the page itself don't run. */
  readonly ofPages: Headers;
  /** Name of the header that holds the content security policy; `undefined` when there is none. */
  readonly policyName: string | undefined;
  /** The policy for pages in `assets`: their own scripts run. */
  readonly policyOfFiles: string | undefined;
  /** Makes the policy for a view, and the nonce by which the scripts in its template run. */
  readonly forView: (() => { nonce: string; policy: string }) | undefined;
}

/**
 * What a page may do unless the app says otherwise: run scripts of its own server only. Images, fonts, styles and answers
 * it may also have from other servers, if they come encrypted: forbidding one of these ways stops nobody who has another.
 */
const directives: Directives = {
  defaultSrc: ["'self'"],
  baseUri: ["'self'"],
  connectSrc: ["'self'", 'https:', 'wss:'],
  fontSrc: ["'self'", 'https:', 'data:'],
  formAction: ["'self'"],
  frameAncestors: ["'self'"],
  imgSrc: ["'self'", 'https:', 'data:', 'blob:'],
  objectSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", 'https:', "'unsafe-inline'"],
};

/** What means something for an answer that is no page: how it is fetched, by whom, and that it is what it says. */
const ofEveryAnswer: ReadonlySet<string> = new Set([
  'cross-origin-resource-policy',
  'strict-transport-security',
  'x-content-type-options',
]);

const placeholder = 'nonce-of-the-view';
const NONCE_BYTES = 16;

/**
 * Works out the headers.
 *
 * Three kinds of pages have three policies. In a view, scripts that the template has run by a nonce, and what a value
 * smuggled in does not. A file of `assets` has no values of others in it, so its scripts run. In what an action sends as
 * HTML by other means, no script in the page runs.
 *
 * @throws E_CONFIG for options that helmet refuses
 */
export function compilePageHeaders(given: HelmetOptions, production: boolean): PageHeaders {
  const { contentSecurityPolicy = true, ...others } = given;
  const usual = { ...usualOptions(production, others), ...others } as HelmetOptions;
  if (contentSecurityPolicy === false) {
    const fixed = run({ ...usual, contentSecurityPolicy: false });
    return { ...divide(fixed), policyName: undefined, policyOfFiles: undefined, forView: undefined };
  }
  const own = contentSecurityPolicy === true ? {} : contentSecurityPolicy;
  const laid = lay(own.directives ?? {}, own.useDefaults === false ? {} : directives);
  const withPolicy = (scriptSrc: readonly string[] | undefined): [string, string][] =>
    run({
      ...usual,
      contentSecurityPolicy: {
        useDefaults: false,
        reportOnly: own.reportOnly ?? false,
        directives: scriptSrc ? { ...laid, scriptSrc } : laid,
      },
    });
  const isPolicy = ([name]: readonly [string, string]): boolean => name.startsWith('content-security-policy');
  const policyFor = (scriptSrc: readonly string[]): string => withPolicy(scriptSrc).find(isPolicy)![1];
  const fixed = withPolicy(undefined);
  const scripts = laid.scriptSrc ?? laid.defaultSrc;
  const isOwn = scripts !== directives.scriptSrc;
  const [before, after] = policyFor([...(scripts ?? []), `'nonce-${placeholder}'`]).split(placeholder);
  return {
    ...divide(fixed),
    policyName: fixed.find(isPolicy)![0],
    policyOfFiles: isOwn ? undefined : policyFor([...directives.scriptSrc!, "'unsafe-inline'"]),
    forView:
      // With a nonce, `'unsafe-inline'` would mean nothing any more.
      scripts === undefined || scripts.includes("'unsafe-inline'")
        ? undefined
        : () => {
            const nonce = randomBytes(NONCE_BYTES).toString('hex');
            return { nonce, policy: before + nonce + after };
          },
  };
}

function divide(headers: Headers): Pick<PageHeaders, 'always' | 'ofPages'> {
  return {
    always: headers.filter(([name]) => ofEveryAnswer.has(name)),
    ofPages: headers.filter(([name]) => !ofEveryAnswer.has(name)),
  };
}

/** What differs from helmet's own defaults, by the option's name and its older one. */
function usualOptions(production: boolean, given: object): Record<string, unknown> {
  const options: [name: string, older: string, value: unknown][] = [
    // `no-referrer` would take `res.redirect('back')` its way, and forms their origin.
    ['referrerPolicy', 'referrerPolicy', { policy: 'same-origin' }],
    // For browsers and plugins that are no more, at a price that every answer would pay.
    ['xDnsPrefetchControl', 'dnsPrefetchControl', false],
    ['xDownloadOptions', 'ieNoOpen', false],
    ['xPermittedCrossDomainPolicies', 'permittedCrossDomainPolicies', false],
    ['xXssProtection', 'xssFilter', false],
  ];
  // A browser that once saw it on localhost would ask every other app there for HTTPS, for a year.
  if (!production) options.push(['strictTransportSecurity', 'hsts', false]);
  const left = options.filter(([name, older]) => !(name in given) && !(older in given));
  return Object.fromEntries(left.map(([name, , value]) => [name, value]));
}

/** Lays an app's directives over others; `null` takes one away. */
function lay(own: Readonly<Record<string, unknown>>, below: Directives): Directives {
  const laid: Directives = { ...below };
  for (const [key, value] of Object.entries(own)) {
    const name = key.replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase());
    const list: unknown[] = typeof value === 'string' ? [value] : Array.isArray(value) ? value : [];
    if (value === null) delete laid[name];
    else if (
      (typeof value === 'string' || Array.isArray(value)) &&
      list.every((one) => typeof one === 'string')
    )
      laid[name] = list as string[];
    else {
      throw errors.E_CONFIG(
        `security.helmet.contentSecurityPolicy.directives.${key}`,
        inspect(value, { depth: 1 }),
        "a list of sources such as [\"'self'\", 'https://cdn.example.com'], or null for no such directive; views have nonces by themselves",
      );
    }
  }
  return laid;
}

/** What helmet sets on an answer. */
function run(options: HelmetOptions): [name: string, value: string][] {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  try {
    helmet(options)(request, response, (error) => {
      if (error) throw error;
    });
  } catch (cause) {
    const { message } = cause as Error;
    throw errors.E_CONFIG('security.helmet', inspect(options, { depth: 3 }), `options of helmet: ${message}`);
  }
  return Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]);
}
