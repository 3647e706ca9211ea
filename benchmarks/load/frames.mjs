/**
 * WebSocket frames by hand: what a client sends, and how it finds the frames in what it receives. Just enough of
 * RFC 6455 for text messages, so that the load costs less than the servers it measures.
 * @module
 */

const mask = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);

/** Builds one masked text frame, as browsers send it. */
export function clientFrame(text) {
  const payload = Buffer.from(text);
  const header = frameHeader(payload.length, 0x80);
  for (let index = 0; index < payload.length; index++) payload[index] ^= mask[index & 3];
  return Buffer.concat([header, mask, payload]);
}

function frameHeader(length, maskBit) {
  if (length < 126) return Buffer.from([0x81, maskBit | length]);
  if (length > 0xffff) throw new Error(`a frame of ${length} bytes is more than this load sends (65,535)`);
  return Buffer.from([0x81, maskBit | 126, length >> 8, length & 0xff]);
}

/**
 * Cuts a stream of bytes into frames.
 *
 * @param onText called with `(bytes, start, end)` for each text frame: where its payload stands, not a copy.
 * @param onClose called when the server sends a close frame, with its code.
 */
export function frameReader(onText, onClose) {
  let rest;
  return function read(chunk) {
    const bytes = rest ? Buffer.concat([rest, chunk]) : chunk;
    rest = undefined;
    let at = 0;
    while (at < bytes.length) {
      if (bytes.length - at < 2) break;
      const first = bytes[at];
      let length = bytes[at + 1];
      let start = at + 2;
      if (length === 126) {
        if (bytes.length - at < 4) break;
        length = bytes.readUInt16BE(start);
        start += 2;
      } else if (length === 127) {
        if (bytes.length - at < 10) break;
        length = Number(bytes.readBigUInt64BE(start));
        start += 8;
      }
      const end = start + length;
      if (end > bytes.length) break;
      if (first === 0x81) onText(bytes, start, end);
      else if (first === 0x88) onClose(length >= 2 ? bytes.readUInt16BE(start) : 1005);
      else
        throw new Error(`the server sent a frame that starts with 0x${first.toString(16)}, not a text frame`);
      at = end;
    }
    if (at < bytes.length) rest = bytes.subarray(at);
  };
}
