import type { SharedMessage } from '../websocket/socket-peer.js';

const FINAL_TEXT = 0x81;
const MAX_SHORT = 125;
const MAX_16_BITS = 0xffff;

/**
 * Messages as frames of a WebSocket (RFC 6455, section 5.2), as a server sends them: whole, not masked,
 * not compressed. Each is made once, for all peers that get it.
 */
export function createSharedFrames(): (message: SharedMessage) => Buffer {
  const frames = new WeakMap<SharedMessage, Buffer>();
  return (message) => {
    const known = frames.get(message);
    if (known !== undefined) return known;
    const frame = textFrame(message.text);
    frames.set(message, frame);
    return frame;
  };
}

function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const headerLength = length <= MAX_SHORT ? 2 : length <= MAX_16_BITS ? 4 : 10;
  const frame = Buffer.allocUnsafeSlow(headerLength + length);
  frame[0] = FINAL_TEXT;
  if (headerLength === 2) {
    frame[1] = length;
  } else if (headerLength === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, headerLength, 'utf8');
  return frame;
}
