// 1,000 viewers over SSE and 1,000 over WebSocket of one conversation with 25 events of one kB a second,
// for a minute: how late they are, and what one costs in memory. Then in turns with ten more who read
// nothing, and without: what one of those holds, and what they change for the others.
//   npm run bench
// It fails when a viewer misses an event or gets one twice.
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from '../src/node/listen.js';
import { ours, streamRequest, subscribeMessages } from './broadcast-contenders.js';
import { MARKED } from './viewer-messages.js';
import { requestText, startViewing, UPGRADE } from './viewing.js';

const VIEWERS = Number(process.env['VIEWERS'] ?? 1_000);
const SECONDS = Number(process.env['SECONDS'] ?? 60);
const STALLED = 10;
/** Pairs of a time without and one with those who read nothing. */
const TURNS = 5;
const EVENTS_A_SECOND = 25;
const TEXT = 'x'.repeat(650);
/** What is logged before: more than the system's own buffers take of it for one who reads nothing. */
const BACKLOG_EVENTS = 1_500;
const BACKLOG_TEXT = 'x'.repeat(16_000);

const sockets = new Set<Socket>();
subscribe('net.server.socket', (message) => {
  const { socket } = message as { readonly socket: Socket };
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
});

let isBacklog = true;
const viewing = startViewing();
const { server, broadcast, close } = await ours(() =>
  isBacklog ? BACKLOG_TEXT : `${TEXT}${MARKED}${Date.now()}`,
);
const listener = await listen({ server, port: 0 });
const { port } = listener;

interface Memory {
  /** The resident set also has what is free to be used again. */
  readonly inUse: number;
  readonly resident: number;
}

async function memory(): Promise<Memory> {
  await sleep(200);
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { inUse: heapUsed + external, resident: rss };
}

const kB = (bytes: number): string => `${(bytes / 1_024).toFixed(1)} kB`;
const each = (before: Memory, after: Memory): string =>
  `${kB((after.inUse - before.inUse) / VIEWERS)} (resident ${kB((after.resident - before.resident) / VIEWERS)})`;

let head = 0;
for (let n = 0; n < BACKLOG_EVENTS; n += 1) head = await broadcast();
isBacklog = false;
const stream = { port, request: streamRequest(head), messages: [], until: 'caught_up' };
const socket = {
  port,
  request: requestText('/api/ws', UPGRADE),
  messages: subscribeMessages(head),
  until: 'caught_up',
};

// The first ones bring code with them.
await viewing.open({ ...stream, group: 'first-sse', count: 20 });
await viewing.open({ ...socket, group: 'first-ws', count: 20 });
const empty = await memory();
await viewing.open({ ...stream, group: 'sse', count: VIEWERS });
const withStreams = await memory();
await viewing.open({ ...socket, group: 'ws', count: VIEWERS });
const withSockets = await memory();
console.log(
  `Memory of a connection: SSE ${each(empty, withStreams)}, WebSocket ${each(withStreams, withSockets)}`,
);

let sent = 0;
let mostHeld = 0;
async function send(seconds: number): Promise<Awaited<ReturnType<typeof viewing.received>>> {
  const startedAt = performance.now();
  for (let n = 0; n < seconds * EVENTS_A_SECOND; n += 1) {
    sent += 1;
    await broadcast();
    for (const { writableLength } of sockets) mostHeld = Math.max(mostHeld, writableLength);
    await sleep(Math.max(0, startedAt + (1_000 * (n + 1)) / EVENTS_A_SECOND - performance.now()));
  }
  return viewing.received(['sse', 'ws'], sent);
}

await send(Math.min(5, SECONDS));
const { median, p99, max } = await send(SECONDS);
console.log(
  `${2 * VIEWERS} viewers, ${EVENTS_A_SECOND} events a second for ${SECONDS} s, none lost: median ${median} ms, p99 ${p99} ms, longest ${max} ms`,
);

const without: number[] = [];
const withStalled: number[] = [];
const turnSeconds = Math.max(2, Math.min(20, Math.round(SECONDS / 3)));
/** What a change costs while it happens is no part of it. */
async function turn(): Promise<number> {
  await send(1);
  return (await send(turnSeconds)).p99;
}
mostHeld = 0;
for (let number = 0; number < TURNS; number += 1) {
  without.push(await turn());
  const stalled = { port, count: STALLED / 2, until: 'hello', isStalled: true };
  const groups = [`stalled-sse-${number}`, `stalled-ws-${number}`] as const;
  await viewing.open({ ...stalled, group: groups[0], request: streamRequest(0), messages: [] });
  await viewing.open({
    ...stalled,
    group: groups[1],
    request: socket.request,
    messages: subscribeMessages(0),
  });
  withStalled.push(await turn());
  for (const group of groups) await viewing.leave(group);
}
const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
console.log(
  `p99 in turns of ${turnSeconds} s: ${without.join(', ')} ms; with ${STALLED} who read nothing: ${withStalled.join(', ')} ms (${((100 * middle(withStalled)) / middle(without) - 100).toFixed(0)} %)`,
);
console.log(`The most that the server holds for one who reads nothing: ${kB(mostHeld)}`);
await listener.close();
await close();
viewing.close();
