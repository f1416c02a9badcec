// A program that views: opens connections, and says when each has received as many messages as it was
// told to wait for. It speaks to its parent by messages of `node:child_process`.
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { ViewerOrder, ViewerReport } from './viewer-messages.js';
import { MARK, SENT_AT_LENGTH } from './viewer-messages.js';

interface Viewer {
  readonly socket: Socket;
  received: number;
}

/** The first byte of a ping; no message has it, and a pong too many does no harm. */
const PING = 0x89;
/** Masked by nothing. */
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

const groups = new Map<string, Viewer[]>();
let waiting: { readonly groups: readonly string[]; readonly count: number } | null = null;

/** How many messages took so many ms. */
const byLatency = new Uint32Array(10_000);

function count(chunk: Buffer, viewer: Viewer): void {
  const now = Date.now();
  for (let at = chunk.indexOf(MARK); at !== -1; at = chunk.indexOf(MARK, at + 1)) {
    viewer.received += 1;
    const sentAt = Number(chunk.toString('latin1', at + 2, at + 2 + SENT_AT_LENGTH));
    if (!(sentAt > 1e12)) continue;
    const ms = Math.min(byLatency.length - 1, Math.max(0, now - sentAt));
    byLatency[ms] = (byLatency[ms] ?? 0) + 1;
  }
}

function quantile(share: number): number {
  const wanted = share * byLatency.reduce((sum, each) => sum + each, 0);
  let seen = 0;
  for (const [ms, each] of byLatency.entries()) {
    seen += each;
    if (seen >= wanted) return ms;
  }
  return 0;
}

function report(message: ViewerReport): void {
  process.send?.(message);
}

/** Tells its parent once all have received what is waited for; a message too many is no good either. */
function look(): void {
  if (waiting === null) return;
  const { count } = waiting;
  const viewers = waiting.groups.flatMap((group) => groups.get(group) ?? []);
  if (!viewers.every(({ received }) => received >= count)) return;
  waiting = null;
  const isExact = viewers.every(({ received }) => received === count);
  report({
    type: 'received',
    isExact,
    latency: { median: quantile(0.5), p99: quantile(0.99), max: quantile(1) },
  });
  byLatency.fill(0);
}

/** A frame of a client, which is masked. */
function masked(text: string): Buffer {
  const payload = Buffer.from(text);
  const mask = randomBytes(4);
  const header = Buffer.from(
    payload.length <= 125
      ? [0x81, 0x80 | payload.length]
      : [0x81, 0xfe, payload.length >> 8, payload.length & 0xff],
  );
  return Buffer.concat([header, mask, payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0))]);
}

/** Resolves when it has received `until`; marks are counted from then on. */
function open(order: Extract<ViewerOrder, { type: 'open' }>): Promise<Viewer> {
  return new Promise((resolve, reject) => {
    const socket = connect(order.port, '127.0.0.1', () => socket.write(order.request));
    const viewer: Viewer = { socket, received: 0 };
    let head = '';
    let isUpgraded = false;
    let isReady = false;
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      if (isReady) {
        count(chunk, viewer);
        if (order.messages.length > 0 && chunk.includes(PING)) socket.write(PONG);
        return;
      }
      head += chunk.toString('latin1');
      if (!isUpgraded && head.includes('\r\n\r\n')) {
        isUpgraded = true;
        for (const message of order.messages) socket.write(masked(message));
      }
      if (!head.includes(order.until)) return;
      isReady = true;
      head = '';
      if (order.isStalled === true) socket.pause();
      resolve(viewer);
    });
  });
}

async function openAll(order: Extract<ViewerOrder, { type: 'open' }>): Promise<void> {
  const viewers: Viewer[] = [];
  groups.set(order.group, viewers);
  while (viewers.length < order.count) {
    const some = Math.min(50, order.count - viewers.length);
    viewers.push(...(await Promise.all(Array.from({ length: some }, () => open(order)))));
  }
  report({ type: 'opened' });
}

// Often enough to be no part of what is measured, and not with every chunk: there are thousands.
setInterval(look, 1);

process.on('message', (order: ViewerOrder) => {
  switch (order.type) {
    case 'open':
      void openAll(order);
      break;
    case 'await':
      waiting = order;
      break;
    case 'close':
      for (const { socket } of groups.get(order.group) ?? []) socket.destroy();
      groups.delete(order.group);
      report({ type: 'closed' });
      break;
  }
});
