// 1,000 viewers over SSE and 1,000 over WebSocket of one conversation with 25 events of one kB a second,
// for a minute: how late they are, what one costs in memory, and what a few who read nothing change.
//   npm run bench
// It fails when a viewer misses an event or gets one twice.
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from '../src/node/listen.js';
import { ours, STREAM, SUBSCRIBE } from './broadcast-contenders.js';
import { MARKED } from './viewer-messages.js';
import { requestText, startViewing, UPGRADE } from './viewing.js';

const VIEWERS = Number(process.env['VIEWERS'] ?? 1_000);
const SECONDS = Number(process.env['SECONDS'] ?? 60);
const STALLED = 10;
const EVENTS_A_SECOND = 25;
const TEXT = 'x'.repeat(650);

const viewing = startViewing();
const { server, broadcast, close } = await ours(() => `${TEXT}${MARKED}${Date.now()}`);
const listener = await listen({ server, port: 0 });
const { port } = listener;

/** What is in use: the resident set also has what is free to be used again. */
async function memory(): Promise<number> {
  await sleep(200);
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const kB = (bytes: number): string => `${(bytes / 1_024).toFixed(1)} kB`;
const stream = { port, request: STREAM, messages: [], until: 'caught_up' };
const socket = { port, request: requestText('/api/ws', UPGRADE), messages: SUBSCRIBE, until: 'caught_up' };

// The first ones bring code with them.
await viewing.open({ ...stream, group: 'first-sse', count: 20 });
await viewing.open({ ...socket, group: 'first-ws', count: 20 });
const empty = await memory();
await viewing.open({ ...stream, group: 'sse', count: VIEWERS });
const withStreams = await memory();
await viewing.open({ ...socket, group: 'ws', count: VIEWERS });
const withSockets = await memory();
console.log(
  `Memory of a connection: SSE ${kB((withStreams - empty) / VIEWERS)}, WebSocket ${kB((withSockets - withStreams) / VIEWERS)}`,
);

let sent = 0;
async function send(seconds: number): Promise<string> {
  const startedAt = performance.now();
  for (let n = 0; n < seconds * EVENTS_A_SECOND; n += 1) {
    sent += 1;
    await broadcast();
    await sleep(Math.max(0, startedAt + (1_000 * (n + 1)) / EVENTS_A_SECOND - performance.now()));
  }
  const { median, p99, max } = await viewing.received('sse', sent);
  await viewing.received('ws', sent);
  return `median ${median} ms, p99 ${p99} ms, longest ${max} ms`;
}

await send(Math.min(5, SECONDS));
console.log(`${2 * VIEWERS} viewers, ${EVENTS_A_SECOND} events a second: ${await send(SECONDS)}`);
const before = await memory();
await viewing.open({ ...stream, group: 'stalled', count: STALLED, isStalled: true });
console.log(`with ${STALLED} more who read nothing: ${await send(SECONDS)}`);
console.log(
  `Memory that one who reads nothing costs: ${kB(Math.max(0, (await memory()) - before) / STALLED)}`,
);
await listener.close();
await close();
viewing.close();
