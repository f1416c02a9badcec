/** Where the head of an HTTP message ends, or -1. */
function headEnd(bytes: Buffer): number {
  const end = bytes.indexOf('\r\n\r\n');
  return end === -1 ? -1 : end + 4;
}

export function isUpgrade(bytes: Buffer): boolean {
  return /^upgrade: *websocket\r$/im.test(bytes.toString('latin1'));
}

/** The length of the first answer in `bytes` once all of it is there; `null` before. A stream has no end. */
export function lengthOfAnswer(bytes: Buffer): number | null {
  const bodyAt = headEnd(bytes);
  if (bodyAt === -1) return null;
  const head = bytes.subarray(0, bodyAt).toString('latin1');
  if (/^transfer-encoding: *chunked\r$/im.test(head)) {
    const end = bytes.indexOf('\r\n0\r\n\r\n', bodyAt - 2);
    return end === -1 ? null : end + 7;
  }
  const length = Number(/^content-length: *(\d+)\r$/im.exec(head)?.[1] ?? 0);
  return bytes.length < bodyAt + length ? null : bodyAt + length;
}

/**
 * What a server sends on one connection with every frame of a stream twice: every chunk of a chunked
 * answer, or every text message of a WebSocket. Whatever else passes once.
 */
export function doubleFrames(): (bytes: Buffer) => Buffer {
  let waiting = Buffer.alloc(0);
  let mode: 'head' | 'chunks' | 'socket' | 'rest' = 'head';

  const step = (): { readonly taken: number; readonly copies: number } | null => {
    if (mode === 'rest') return { taken: waiting.length, copies: 1 };
    if (mode === 'head') {
      const end = headEnd(waiting);
      if (end === -1) return null;
      const head = waiting.subarray(0, end).toString('latin1');
      if (head.startsWith('HTTP/1.1 101')) mode = 'socket';
      else mode = head.includes('text/event-stream') ? 'chunks' : 'rest';
      return { taken: end, copies: 1 };
    }
    const length = mode === 'chunks' ? chunkLength(waiting) : messageLength(waiting);
    if (length === null || waiting.length < length) return null;
    const isLast = mode === 'chunks' && waiting[0] === 0x30;
    if (isLast) mode = 'head';
    // 0x81: a whole text message; the others are the protocol's own.
    const isFrame = mode === 'chunks' || (mode === 'socket' && waiting[0] === 0x81);
    return { taken: length, copies: isFrame ? 2 : 1 };
  };

  return (bytes) => {
    waiting = Buffer.concat([waiting, bytes]);
    const passed: Buffer[] = [];
    while (waiting.length > 0) {
      const found = step();
      if (found === null) break;
      const piece = waiting.subarray(0, found.taken);
      for (let copy = 0; copy < found.copies; copy++) passed.push(piece);
      waiting = waiting.subarray(found.taken);
    }
    return Buffer.concat(passed);
  };
}

/** RFC 9112, section 7.1: with its size line and its last line end. */
function chunkLength(bytes: Buffer): number | null {
  const lineEnd = bytes.indexOf('\r\n');
  if (lineEnd === -1) return null;
  return lineEnd + 2 + Number.parseInt(bytes.subarray(0, lineEnd).toString('latin1'), 16) + 2;
}

/** RFC 6455, section 5.2, unmasked, as a server's are. */
function messageLength(bytes: Buffer): number | null {
  if (bytes.length < 2) return null;
  const short = bytes.readUInt8(1) & 0x7f;
  if (short < 126) return 2 + short;
  if (short === 126) return bytes.length < 4 ? null : 4 + bytes.readUInt16BE(2);
  return bytes.length < 10 ? null : 10 + Number(bytes.readBigUInt64BE(2));
}
