/** How this client introduces itself in the handshake. @module */
import { handshakeKeys } from '@telltale/protocol';

/** Where the client runs. */
export type Platform = 'browser' | 'node';

/** What `io.sails.sdk` says. */
export interface Sdk {
  /** The release of sails.io.js whose wire protocol this client speaks; servers ask for 0.11.0 at the least. */
  readonly version: string;
  readonly platform: Platform;
  readonly language: 'javascript';
  /** The three above as a query string. */
  readonly versionString: string;
}

/** The kit on `platform`. */
export function describeSdk(platform: Platform): Sdk {
  const version = '1.2.1';
  const language = 'javascript';
  const versionString = `${handshakeKeys.version}=${version}&${handshakeKeys.platform}=${platform}&${handshakeKeys.language}=${language}`;
  return { version, platform, language, versionString };
}

/** The platform that this file runs on: every host with a page's or a worker's `location` is a browser. */
export function detectPlatform(): Platform {
  return typeof location === 'undefined' ? 'node' : 'browser';
}
