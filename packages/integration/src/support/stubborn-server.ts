import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createFrameReader, OPCODES, socketFrame } from './socket-frames.js';

/** Of RFC 6455, section 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** What a socket was asked. */
export interface SocketRequest {
  readonly id: number;
  readonly method: string;
}

/** What a stubborn server says, whatever it is asked. */
export interface Saying {
  readonly status: number;
  /** The body of an answer that is no event stream. */
  readonly body: Uint8Array;
  /** All of an event stream. */
  readonly stream: Uint8Array;
  /** The messages with which a socket answers a request. */
  readonly messages: (request: SocketRequest) => readonly Uint8Array[];
}

/** A server that says the same to everybody, in whatever bytes: over HTTP, event streams and WebSockets. */
export interface StubbornServer {
  readonly url: string;
  says(saying: Saying): void;
  close(): Promise<void>;
}

export async function startStubbornServer(): Promise<StubbornServer> {
  let saying: Saying | null = null;
  const sockets = new Set<Duplex>();
  const server = createServer((request, response) => {
    request.resume();
    const isStream = request.headers.accept === 'text/event-stream';
    response.writeHead(saying?.status ?? 500, {
      'content-type': isStream && saying?.status === 200 ? 'text/event-stream' : 'application/json',
    });
    response.end(isStream && saying?.status === 200 ? saying.stream : saying?.body);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A client that does not like what it hears cuts the line.
    socket.on('error', () => undefined);
    const key = createHash('sha1').update(`${request.headers['sec-websocket-key']}${GUID}`).digest('base64');
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n' +
        `sec-websocket-accept: ${key}\r\n\r\n`,
    );
    const read = createFrameReader();
    socket.on('data', (bytes: Buffer) => {
      for (const { opcode, payload } of read(bytes)) {
        if (opcode === OPCODES.close) socket.end(socketFrame(OPCODES.close, payload, false));
        if (opcode !== OPCODES.text) continue;
        const asked = JSON.parse(payload.toString('utf8')) as SocketRequest;
        for (const message of saying?.messages(asked) ?? []) {
          socket.write(socketFrame(OPCODES.text, message, false));
        }
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    says(next) {
      saying = next;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
