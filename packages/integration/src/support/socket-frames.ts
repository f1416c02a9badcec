/** Of RFC 6455, section 5.2. */
export const OPCODES = { text: 0x1, close: 0x8, ping: 0x9, pong: 0xa } as const;

const FINAL = 0x80;
const MASKED = 0x80;
/** Leaves what it masks as it is, which no rule forbids. */
const MASK = Buffer.alloc(4);

export interface SocketFrame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** A whole message in one frame, whatever its bytes: what encodes WebSockets elsewhere corrects them. */
export function socketFrame(opcode: number, payload: Uint8Array, isMasked: boolean): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length <= 125 ? 2 : length <= 0xffff ? 4 : 10);
  head[0] = FINAL | opcode;
  const mask = isMasked ? MASKED : 0;
  if (head.length === 2) {
    head[1] = mask | length;
  } else if (head.length === 4) {
    head[1] = mask | 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = mask | 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, ...(isMasked ? [MASK] : []), payload]);
}

/** Reads frames out of what has arrived, masked or not; each is a whole message, as long as they are short. */
export function createFrameReader(): (bytes: Buffer) => SocketFrame[] {
  let rest: Buffer = Buffer.alloc(0);
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    const frames: SocketFrame[] = [];
    for (;;) {
      const read = frameIn(rest);
      if (read === null) return frames;
      frames.push(read.frame);
      rest = rest.subarray(read.length);
    }
  };
}

function frameIn(bytes: Buffer): { readonly frame: SocketFrame; readonly length: number } | null {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return null;
  const short = second & 0x7f;
  const sizeBytes = short === 127 ? 8 : short === 126 ? 2 : 0;
  const maskAt = 2 + sizeBytes;
  const from = maskAt + ((second & MASKED) === 0 ? 0 : 4);
  if (bytes.length < from) return null;
  const length =
    sizeBytes === 8 ? Number(bytes.readBigUInt64BE(2)) : sizeBytes === 2 ? bytes.readUInt16BE(2) : short;
  if (bytes.length < from + length) return null;
  const mask = bytes.subarray(maskAt, from);
  const payload = Buffer.from(bytes.subarray(from, from + length));
  for (let index = 0; mask.length > 0 && index < length; index += 1) {
    payload[index] = (payload[index] ?? 0) ^ (mask[index % 4] ?? 0);
  }
  return { frame: { opcode: first & 0x0f, payload }, length: from + length };
}
