import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface FaultProxy {
  readonly url: string;
  /** Bytes that went from the server to clients, over all connections. */
  readonly down: number;
  /** Bytes that went from clients to the server. */
  readonly up: number;
  /** Breaks every connection when so many bytes have passed in that direction, once. */
  cutAt(direction: 'down' | 'up', bytes: number): void;
  /** So many bytes at a time go down; 0: as they come. */
  drip(bytes: number): void;
  /** Connections stand, and nothing passes any more. */
  freeze(): void;
  /** New connections pass again; frozen ones stay so. */
  thaw(): void;
  close(): Promise<void>;
}

/** A TCP proxy in front of a server that breaks in chosen ways. */
export async function startFaultProxy(port: number): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  const passed = { down: 0, up: 0 };
  let cut: { direction: 'down' | 'up'; at: number } | null = null;
  let dripBytes = 0;
  let isFrozen = false;

  const breakAll = (): void => {
    cut = null;
    for (const socket of sockets) socket.destroy();
  };

  const pass = (direction: 'down' | 'up', from: Socket, to: Socket): void => {
    let isStuck = false;
    const write = (bytes: Buffer): void => {
      const room = cut?.direction === direction ? cut.at - passed[direction] : Infinity;
      const allowed = bytes.subarray(0, Math.max(0, room));
      passed[direction] += allowed.length;
      if (allowed.length < bytes.length || room === allowed.length) {
        // What was let through arrives; then the line is dead.
        if (allowed.length > 0 && !to.destroyed) to.write(allowed, breakAll);
        else breakAll();
        return;
      }
      if (!to.destroyed) to.write(allowed);
    };
    let waiting = Buffer.alloc(0);
    let isDripping = false;
    /** One piece in a turn of the event loop, so that the kernel cannot put them together again. */
    const dripOn = (): void => {
      isDripping = waiting.length > 0;
      if (!isDripping) return;
      write(waiting.subarray(0, dripBytes));
      waiting = waiting.subarray(dripBytes);
      setImmediate(() => setImmediate(dripOn));
    };
    from.on('data', (bytes: Buffer) => {
      isStuck ||= isFrozen;
      if (isStuck) return;
      if (direction === 'up' || dripBytes === 0) {
        write(bytes);
        return;
      }
      waiting = Buffer.concat([waiting, bytes]);
      if (!isDripping) dripOn();
    });
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
    // Breaking is what this is for; `close` follows.
    from.on('error', () => undefined);
  };

  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    client.setNoDelay(true);
    upstream.setNoDelay(true);
    sockets.add(client).add(upstream);
    pass('up', client, upstream);
    pass('down', upstream, client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${address.port}`,
    get down() {
      return passed.down;
    },
    get up() {
      return passed.up;
    },
    cutAt(direction, bytes) {
      cut = { direction, at: passed[direction] + bytes };
    },
    drip(bytes) {
      dripBytes = bytes;
    },
    freeze() {
      isFrozen = true;
    },
    thaw() {
      isFrozen = false;
    },
    async close() {
      breakAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
