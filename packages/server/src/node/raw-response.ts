import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** For what the peer is still sending: cut off at once, it might never read its answer. */
const LINGER_MS = 500;

/** Writes a whole HTTP response to a socket that has no response object, and closes it. */
export async function endWithResponse(socket: Duplex, response: Response): Promise<void> {
  const body = Buffer.from(await response.arrayBuffer());
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const head =
    `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? ''}\r\n${headers}` +
    `content-length: ${body.length}\r\nconnection: close\r\n\r\n`;
  socket.resume();
  socket.end(Buffer.concat([Buffer.from(head), body]));
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
