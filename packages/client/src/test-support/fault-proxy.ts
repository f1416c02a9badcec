import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { doubleFrames, isUpgrade, lengthOfAnswer } from './wire-shapes.js';

export type Direction = 'down' | 'up';

/** What may be wrong between a client and a server, for as long as it is set. */
export interface Faults {
  /** Everything comes so much later, in milliseconds, and in the same order. */
  delayMs: number;
  /** So many bytes at a time go down, each in a turn of the event loop of its own; 0: as they come. */
  dripBytes: number;
  /** An answer is passed on once it has ended, as some proxies do: a stream never arrives. */
  buffers: boolean;
  /** Nobody gets through: what comes is closed. */
  refuses: boolean;
  /** Nothing passes, and nobody is told: what is sent meanwhile leaves its connection half open for good. */
  freezes: boolean;
  /** No WebSocket gets through. */
  blocksSockets: boolean;
  /** What a client sends arrives twice, as when something on the way tries it again. */
  doublesRequests: boolean;
  /** Every frame of a stream comes twice. */
  doublesFrames: boolean;
}

/** A TCP proxy that breaks connections: the train tunnel between a client and a server. */
export interface FaultProxy extends Faults {
  readonly url: string;
  /** Called after each cut. */
  onCut: (() => void) | null;
  /** Bytes that have passed so far, over all connections; by default from the server. */
  passed(direction?: Direction): number;
  /** Bytes that clients have sent and that went nowhere, for a freeze or a halt. */
  swallowed(): number;
  /**
   * Breaks every connection when `bytes` more have passed; by default from the server. It takes the place
   * of a cut or a halt that has not come yet.
   */
  cutAfter(bytes: number, direction?: Direction): void;
  /** Leaves every connection standing half open when `bytes` more have passed from the server. */
  haltAfter(bytes: number): void;
  /** From now on nothing passes on what is open, and nobody is told; new connections pass. */
  halt(): void;
  /** Breaks every connection now, in both directions. */
  cut(): void;
  /** How many times a cut broke, or a halt stopped, at least one connection. */
  cuts(): number;
  close(): Promise<void>;
}

export async function startFaultProxy(targetPort: number): Promise<FaultProxy> {
  const lines = new Set<readonly Socket[]>();
  const passed = { down: 0, up: 0 };
  const left = { down: Number.POSITIVE_INFINITY, up: Number.POSITIVE_INFINITY };
  const halted = new WeakSet<readonly Socket[]>();
  let swallowed = 0;
  let cuts = 0;
  /** What happens when nothing is left. */
  let atEnd = cut;

  function allow(direction: Direction, bytes: number, end: () => void): void {
    allowEverything();
    left[direction] = bytes;
    atEnd = end;
  }

  function allowEverything(): void {
    left.down = Number.POSITIVE_INFINITY;
    left.up = Number.POSITIVE_INFINITY;
  }

  function halt(): void {
    allowEverything();
    if (lines.size > 0) cuts += 1;
    for (const line of lines) halted.add(line);
  }

  function cut(): void {
    allowEverything();
    if (lines.size > 0) cuts += 1;
    breakLines();
    proxy.onCut?.();
  }

  function breakLines(): void {
    for (const line of lines) for (const socket of line) socket.destroy();
    lines.clear();
  }

  /** Writes what may still pass. What was let through arrives; then the line is dead. */
  function write(direction: Direction, bytes: Buffer, targets: readonly Socket[]): void {
    const piece = bytes.subarray(0, left[direction]);
    passed[direction] += piece.length;
    left[direction] -= piece.length;
    const [first, ...others] = targets;
    for (const other of others) if (!other.destroyed) other.write(piece);
    if (left[direction] > 0) {
      if (piece.length > 0 && first?.destroyed === false) first.write(piece);
    } else if (piece.length === 0 || first === undefined || first.destroyed) atEnd();
    else first.write(piece, atEnd);
  }

  /** What comes from one side of a line, on its way to the other. */
  function pass(
    direction: Direction,
    line: readonly Socket[],
    from: Socket,
    targets: readonly Socket[],
  ): void {
    const double = doubleFrames();
    // From its first byte on or not at all: where a frame begins is known only so.
    const isDoubled = proxy.doublesFrames;
    let isSocket = false;
    let held = Buffer.alloc(0);
    const queue: Buffer[] = [];
    let isMoving = false;

    const move = (): void => {
      const next = queue.shift();
      isMoving = next !== undefined;
      if (next === undefined) return;
      if (proxy.delayMs > 0) setTimeout(() => step(next), proxy.delayMs);
      else step(next);
    };
    const step = (bytes: Buffer): void => {
      if (direction === 'up' || proxy.dripBytes === 0 || bytes.length <= proxy.dripBytes) {
        write(direction, bytes, targets);
        if (proxy.dripBytes > 0) setImmediate(move);
        else move();
        return;
      }
      // It may change meanwhile: what is left is what was not written.
      const size = proxy.dripBytes;
      write(direction, bytes.subarray(0, size), targets);
      // Two turns, so that the kernel cannot put the pieces together again.
      setImmediate(() => setImmediate(() => step(bytes.subarray(size))));
    };
    const release = (bytes: Buffer): void => {
      if (bytes.length === 0) return;
      queue.push(bytes);
      if (!isMoving) move();
    };

    from.on('data', (bytes: Buffer) => {
      if (proxy.freezes) halted.add(line);
      if (halted.has(line)) {
        if (direction === 'up') swallowed += bytes.length;
        return;
      }
      if (direction === 'up') {
        if (proxy.blocksSockets && isUpgrade(bytes)) from.destroy();
        else release(bytes);
        return;
      }
      const received = isDoubled ? double(bytes) : bytes;
      isSocket ||= received.subarray(0, 12).toString('latin1') === 'HTTP/1.1 101';
      held = Buffer.concat([held, received]);
      if (isSocket || !proxy.buffers) {
        release(held);
        held = Buffer.alloc(0);
        return;
      }
      for (let length = lengthOfAnswer(held); length !== null; length = lengthOfAnswer(held)) {
        release(held.subarray(0, length));
        held = held.subarray(length);
      }
    });
  }

  const server = createServer((client) => {
    if (proxy.refuses) {
      client.destroy();
      return;
    }
    const upstream = connect(targetPort, '127.0.0.1');
    const mirror = proxy.doublesRequests ? [connect(targetPort, '127.0.0.1')] : [];
    const line = [client, upstream, ...mirror];
    lines.add(line);
    for (const socket of line) {
      socket.setNoDelay(true);
      // A broken connection is what this proxy is for.
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        for (const other of line) other.destroy();
        lines.delete(line);
      });
    }
    // What the doubled requests are answered reaches nobody.
    for (const socket of mirror) socket.resume();
    pass('up', line, client, [upstream, ...mirror]);
    pass('down', line, upstream, [client]);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const proxy: FaultProxy = {
    onCut: null,
    delayMs: 0,
    dripBytes: 0,
    buffers: false,
    refuses: false,
    freezes: false,
    blocksSockets: false,
    doublesRequests: false,
    doublesFrames: false,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed: (direction = 'down') => passed[direction],
    swallowed: () => swallowed,
    cutAfter: (bytes, direction = 'down') => allow(direction, bytes, cut),
    haltAfter: (bytes) => allow('down', bytes, halt),
    halt,
    cut,
    cuts: () => cuts,
    async close() {
      breakLines();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
