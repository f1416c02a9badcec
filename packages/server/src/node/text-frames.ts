import { piecesOf } from '../streams/pieces.js';
import type { SharedMessage } from '../websocket/socket-peer.js';

const FINAL = 0x80;
const TEXT = 0x01;
const CONTINUATION = 0x00;
const MAX_SHORT = 125;
const MAX_16_BITS = 0xffff;

/**
 * A message as frames of a WebSocket (RFC 6455, sections 5.2 and 5.4), as a server sends them: not masked,
 * not compressed, and in fragments that are each little enough for one write.
 */
export function textFrames(text: string): readonly Buffer[] {
  const pieces = piecesOf(Buffer.from(text));
  return pieces.map((piece, index) => {
    const opcode = index === 0 ? TEXT : CONTINUATION;
    return frame(index === pieces.length - 1 ? FINAL | opcode : opcode, piece);
  });
}

/** The same, made once for all peers that get the message. */
export function createSharedFrames(): (message: SharedMessage) => readonly Buffer[] {
  const kept = new WeakMap<SharedMessage, readonly Buffer[]>();
  return (message) => {
    const known = kept.get(message);
    if (known !== undefined) return known;
    const frames = textFrames(message.text);
    kept.set(message, frames);
    return frames;
  };
}

function frame(first: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const headerLength = length <= MAX_SHORT ? 2 : length <= MAX_16_BITS ? 4 : 10;
  const bytes = Buffer.allocUnsafeSlow(headerLength + length);
  bytes[0] = first;
  if (headerLength === 2) {
    bytes[1] = length;
  } else if (headerLength === 4) {
    bytes[1] = 126;
    bytes.writeUInt16BE(length, 2);
  } else {
    bytes[1] = 127;
    bytes.writeBigUInt64BE(BigInt(length), 2);
  }
  bytes.set(payload, headerLength);
  return bytes;
}
