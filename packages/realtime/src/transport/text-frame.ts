/** Builds a WebSocket text frame as one buffer, as a server sends it: unmasked and uncompressed. @module */

const FINAL_TEXT = 0x81;
const LENGTH_IN_16_BITS = 126;
const LENGTH_IN_64_BITS = 127;

/**
 * Makes the one buffer that carries `text` over a WebSocket.
 *
 * @param text what the peer receives as one message
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  if (length < LENGTH_IN_16_BITS) {
    const frame = Buffer.allocUnsafe(length + 2);
    frame[0] = FINAL_TEXT;
    frame[1] = length;
    frame.write(text, 2);
    return frame;
  }
  if (length < 0x10000) {
    const frame = Buffer.allocUnsafe(length + 4);
    frame[0] = FINAL_TEXT;
    frame[1] = LENGTH_IN_16_BITS;
    frame.writeUInt16BE(length, 2);
    frame.write(text, 4);
    return frame;
  }
  const frame = Buffer.allocUnsafe(length + 10);
  frame[0] = FINAL_TEXT;
  frame[1] = LENGTH_IN_64_BITS;
  frame.writeUInt32BE(Math.floor(length / 0x1_0000_0000), 2);
  frame.writeUInt32BE(length % 0x1_0000_0000, 6);
  frame.write(text, 10);
  return frame;
}
