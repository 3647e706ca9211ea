/** A WebSocket that sends and receives the frames of Socket.IO as they are. @module */
import { once } from 'node:events';
import { WebSocket } from 'ws';

const sdk =
  '__sails_io_sdk_version=1.2.1&__sails_io_sdk_platform=node&__sails_io_sdk_language=javascript&transport=websocket';

/** An open line; it breaks with the block that made it. */
export interface RawLine extends AsyncDisposable {
  /** The next frame. */
  next(): Promise<string>;
  send(frame: string): void;
}

/**
 * Opens a line, as the released sails.io.js does.
 *
 * @param version of Engine.IO's protocol: 3 in sails.io.js 1.x, 4 today
 */
export async function openRawLine(url: string, version: 3 | 4): Promise<RawLine> {
  const line = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?${sdk}&EIO=${version}`);
  const frames: string[] = [];
  line.on('message', (data) => frames.push(String(data)));
  return {
    async next() {
      while (frames.length === 0) await once(line, 'message');
      return frames.shift() ?? '';
    },
    send: (frame) => line.send(frame),
    [Symbol.asyncDispose]: async () => line.terminate(),
  };
}
