import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy that breaks connections: the train tunnel between a client and a server. */
export interface FaultProxy {
  readonly url: string;
  /** Bytes that have passed from the server so far, over all connections. */
  passed(): number;
  /** Breaks every connection when `bytes` more have passed from the server. */
  cutAfter(bytes: number): void;
  /** Breaks every connection now, in both directions. */
  cut(): void;
  /** How many times a cut broke at least one connection. */
  cuts(): number;
  close(): Promise<void>;
}

export async function startFaultProxy(targetPort: number): Promise<FaultProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let passed = 0;
  let cuts = 0;
  let left = Number.POSITIVE_INFINITY;

  function cut(): void {
    left = Number.POSITIVE_INFINITY;
    if (pairs.size > 0) cuts += 1;
    for (const pair of pairs) for (const socket of pair) socket.destroy();
    pairs.clear();
  }

  const server = createServer((client) => {
    const upstream = connect(targetPort, '127.0.0.1');
    const pair = [client, upstream] as const;
    pairs.add(pair);
    for (const socket of pair) {
      // A broken connection is what this proxy is for.
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        for (const other of pair) other.destroy();
        pairs.delete(pair);
      });
    }
    client.pipe(upstream);
    upstream.on('data', (chunk: Buffer) => {
      const piece = chunk.subarray(0, left);
      passed += piece.length;
      client.write(piece);
      if (piece.length < chunk.length) {
        client.end(() => cut());
        return;
      }
      left -= piece.length;
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed: () => passed,
    cutAfter: (bytes) => {
      left = bytes;
    },
    cut,
    cuts: () => cuts,
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
