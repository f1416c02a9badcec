import { createServer, type IncomingMessage, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface ReverseProxyOptions {
  /** The server behind it, on this machine. */
  readonly port: number;
  /** The name that visitors ask for. */
  readonly name: string;
  /** `false`: it asks the server behind it by that one's own address, as nginx does unless it is told otherwise. */
  readonly passesHost?: boolean;
}

/**
 * What stands in front of a server and ends TLS: it passes requests and upgrades on without encryption,
 * and adds the address of who sent them to `X-Forwarded-For`. The connections of a test all come from
 * here, so a test says in `x-test-from` from where. Resolves with its port.
 */
export async function startReverseProxy(options: ReverseProxyOptions): Promise<number> {
  const { port, name, passesHost = true } = options;
  const forward = (incoming: IncomingMessage): ReturnType<typeof httpRequest> => {
    const { 'x-test-from': from = '203.0.113.1', 'x-forwarded-for': before, ...headers } = incoming.headers;
    const forwarded = [before, from].filter((hop) => hop !== undefined).join(', ');
    return httpRequest({
      host: '127.0.0.1',
      port,
      method: incoming.method,
      path: incoming.url,
      headers: { ...headers, host: passesHost ? name : `127.0.0.1:${port}`, 'x-forwarded-for': forwarded },
    });
  };
  const proxy = createServer((incoming, outgoing) => {
    const upstream = forward(incoming);
    upstream.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    upstream.on('error', () => outgoing.destroy());
    incoming.pipe(upstream);
  });
  proxy.on('upgrade', (incoming, socket) => {
    const upstream = forward(incoming);
    const refuse = (status: number): void => void socket.end(`HTTP/1.1 ${status} Refused\r\n\r\n`);
    upstream.on('response', (answer) => refuse(answer.statusCode ?? 502));
    upstream.on('error', () => socket.destroy());
    upstream.on('upgrade', (answer, behind) => {
      const headers = Object.entries(answer.headers).map(([key, value]) => `${key}: ${String(value)}\r\n`);
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headers.join('')}\r\n`);
      for (const [from, to] of [
        [socket, behind],
        [behind, socket],
      ] as const) {
        from.on('error', () => to.destroy());
        from.pipe(to);
      }
    });
    upstream.end();
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    proxy.close();
    proxy.closeAllConnections();
  });
  return (proxy.address() as AddressInfo).port;
}
