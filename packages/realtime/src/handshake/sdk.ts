/** Which client kit a socket was opened with, and whether this server speaks with it. @module */
import { handshakeKeys, type SdkMetadata } from '@telltale/protocol';

/** The part of a socket's handshake that introduces its client. `socket.handshake` is one. */
export interface HandshakeLike {
  readonly headers: object;
  readonly query: object;
}

/** What a client that does not say its version has. */
const unnamedVersion = '0.9.0';

/** Longest version that is looked at. */
const maxVersionLength = 64;

function text(bag: object, key: string): string | undefined {
  const value: unknown = Object.hasOwn(bag, key) ? (bag as Record<string, unknown>)[key] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * How a client introduced itself when it connected. A header wins over the query key of the same name.
 *
 * @param handshake `socket.handshake`
 *
 * @example
 * io.on('connection', ({ handshake }) => {
 *   const { version, platform } = getSDKMetadata(handshake); // '1.2.1', 'browser'
 * });
 */
export function getSDKMetadata(handshake: HandshakeLike): SdkMetadata {
  const { headers, query } = handshake;
  const read = (key: string) => text(headers, key) ?? text(query, key);
  const platform = read(handshakeKeys.platform);
  const language = read(handshakeKeys.language);
  return {
    version: read(handshakeKeys.version) ?? unnamedVersion,
    ...(platform !== undefined && { platform }),
    ...(language !== undefined && { language }),
  };
}

/**
 * Why requests of a client with this version are refused; `undefined` when they are not. The version must be 0.11.0
 * or newer; what follows its three numbers does not count.
 *
 * @example
 * versionRefusal('1.2.1');      // undefined
 * versionRefusal('0.11.0-rc1'); // undefined
 * versionRefusal('0.10.0');     // 'This version of Telltale …'
 */
export function versionRefusal(version: string): string | undefined {
  const given = version.length > maxVersionLength ? `${version.slice(0, maxVersionLength)}…` : version;
  const match = /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:[-+][\w.+-]*)?$/.exec(given);
  if (match === null) {
    return `The version of the client kit is not a version: ${JSON.stringify(given)}. Send '${handshakeKeys.version}' as three numbers, as in 1.2.1.`;
  }
  if (Number(match[1]) > 0 || Number(match[2]) >= 11) return undefined;
  return (
    `This version of Telltale is not compatible with the socket.io/sails.io.js client SDK version you are using (${given}). ` +
    'Use 0.11.0 or newer; a client that does not say its version counts as 0.9.0.'
  );
}

const refusals = new WeakMap<object, { text: string | undefined }>();

/**
 * {@link versionRefusal} for a socket, worked out once.
 *
 * @param handshake `socket.handshake`
 */
export function sdkRefusal(handshake: HandshakeLike): string | undefined {
  let refusal = refusals.get(handshake);
  if (refusal === undefined) {
    refusal = { text: versionRefusal(getSDKMetadata(handshake).version) };
    refusals.set(handshake, refusal);
  }
  return refusal.text;
}
