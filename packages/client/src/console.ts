/** What the client says on the console while its environment is not production. @module */
import type { ParseErrorMessage } from '@telltale/protocol';

/** Writes to the console, or nowhere. */
export interface Log {
  connected(url: string, sdk: { platform: string; version: string }): void;
  /** The first attempt of an outage failed. */
  unreachable(url: string, error: Error): void;
  /** The server turned the handshake down. */
  refused(error: Error): void;
  disconnected(reason: string): void;
  reconnecting(attempt: number): void;
  reconnected(seconds: number): void;
  optionsChanged(name: string): void;
  parseError(error: Partial<ParseErrorMessage>): void;
  cookieFailed(url: string, why: string): void;
}

/**
 * Makes a log.
 *
 * @param isSilent asked before each line, so that `io.sails.environment` may change at any time
 * @param hidesOutages the same for the one line of an outage
 */
export function createLog(isSilent: () => boolean, hidesOutages = isSilent): Log {
  const write = (...lines: string[]) => {
    if (!isSilent() && typeof console !== 'undefined') console.log(lines.join('\n'));
  };
  return {
    connected(url, sdk) {
      write(
        '',
        `  |>    Now connected to ${url}.`,
        ` \\___/  (${sdk.platform} client, protocol of sails.io.js ${sdk.version})`,
        `        ${new Date()}`,
      );
    },
    unreachable(url, error) {
      if (hidesOutages() || typeof console === 'undefined') return;
      console.warn(
        `No socket to ${url} (${error.message}): the server is offline or elsewhere, or refuses this page. Start it, correct the URL, or see its \`onlyAllowOrigins\` and \`beforeConnect\`.`,
      );
    },
    refused(error) {
      write(`The server refused the socket (its \`beforeConnect\`, for instance): ${error.message}`);
    },
    disconnected(reason) {
      write(`The socket was disconnected (${reason}): the server went down, or the connection was lost.`);
    },
    reconnecting(attempt) {
      write(`    The socket tries to reconnect… (attempt ${attempt})`);
    },
    reconnected(seconds) {
      write(`  |>    The socket reconnected after ${seconds.toFixed(1)} seconds offline.`);
    },
    optionsChanged(name) {
      write(
        `\`${name}\` changed while the socket was reconnecting: reconnection stops. Call \`reconnect()\` to go on.`,
      );
    },
    parseError(error) {
      write(
        'The server could not read a message of this socket:',
        error.details ?? error.message ?? 'no details given',
      );
    },
    cookieFailed(url, why) {
      write(
        `The cookie at ${url} could not be fetched (${why}): connecting without it, perhaps with a session of its own.`,
      );
    },
  };
}

/** Warns, whatever the environment, that a browser can't send `initialConnectionHeaders` over a WebSocket. */
export function warnOfHeaders(): void {
  if (typeof console === 'undefined') return;
  console.warn(
    "`initialConnectionHeaders` don't travel with a browser's WebSocket handshake: they are sent with polling only.",
  );
}
