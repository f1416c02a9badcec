import { connect } from 'node:net';
import { createFrameReader, OPCODES, socketFrame } from './socket-frames.js';

/** A WebSocket of a client that sends any bytes as text. */
export interface RawSocket {
  send(bytes: Uint8Array): void;
  /** What the server says next: a text, or the code that it closes the socket with. */
  next(): Promise<string | number>;
  close(): void;
}

/** RFC 6455, section 7.4.1: what a closing without a code, and an end without a closing, stand for. */
const NO_CODE = 1005;
const NO_CLOSING = 1006;

/** @param token of whoever it calls as from the beginning */
export async function openRawSocket(port: number, token: string): Promise<RawSocket> {
  const socket = connect(port, '127.0.0.1');
  const heard: (string | number)[] = [];
  const waiting: ((said: string | number) => void)[] = [];
  const tell = (said: string | number): void => {
    const first = waiting.shift();
    if (first === undefined) heard.push(said);
    else first(said);
  };
  const next = async (): Promise<string | number> =>
    heard.shift() ?? new Promise<string | number>((resolve) => waiting.push(resolve));
  const send = (bytes: Uint8Array): void => void socket.write(socketFrame(OPCODES.text, bytes, true));

  const read = createFrameReader();
  let head: string | null = '';
  socket.on('data', (bytes: Buffer) => {
    let frames = bytes;
    if (head !== null) {
      head += bytes.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end === -1) return;
      tell(head.slice(0, end));
      frames = Buffer.from(head.slice(end + 4), 'latin1');
      head = null;
    }
    for (const { opcode, payload } of read(frames)) {
      if (opcode === OPCODES.text) tell(payload.toString('utf8'));
      if (opcode === OPCODES.close) tell(payload.length < 2 ? NO_CODE : payload.readUInt16BE(0));
    }
  });
  // Of what is written after the server has closed it; its code has come before.
  socket.on('error', () => undefined);
  socket.on('close', () => tell(NO_CLOSING));

  socket.write(
    `GET /api/ws HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: upgrade\r\nupgrade: websocket\r\n` +
      'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  const upgraded = await next();
  if (!String(upgraded).startsWith('HTTP/1.1 101')) throw new Error(`It is no socket: ${upgraded}`);
  const request = { jsonrpc: '2.0', id: 1, method: 'authenticate', params: { token } };
  send(new TextEncoder().encode(JSON.stringify(request)));
  const authenticated = await next();
  if (!String(authenticated).includes('"result"')) throw new Error(`Nobody: ${authenticated}`);
  return { send, next, close: () => void socket.destroy() };
}
