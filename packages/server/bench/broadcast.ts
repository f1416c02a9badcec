// Broadcasts of one event of about 750 bytes to 1,000 viewers, as shares of servers that do nothing
// else, in one run:
//   npm run bench
// The viewers are a process of their own, which counts what each of them receives.
import { compareRates } from '@agent-chat/store-test-support';
import {
  BROADCASTS,
  bareSse,
  bareWebSocket,
  ourPortableSse,
  ourSse,
  ourWebSocket,
} from './broadcast-contenders.js';
import { startViewing } from './viewing.js';

const VIEWERS = Number(process.env['VIEWERS'] ?? 1_000);
const viewing = startViewing();
const count = BROADCASTS * VIEWERS;

console.log(
  await compareRates(`Messages over WebSocket to ${VIEWERS} viewers`, count, {
    'agent-chat': await ourWebSocket(viewing, VIEWERS),
    'ws, one frame for all': await bareWebSocket(viewing, VIEWERS),
  }),
);
console.log(
  await compareRates(`Messages over SSE to ${VIEWERS} viewers`, count, {
    'agent-chat on Node': await ourSse(viewing, VIEWERS),
    'agent-chat, web stream': await ourPortableSse(viewing, VIEWERS),
    'node:http, one buffer': await bareSse(viewing, VIEWERS),
  }),
);
viewing.close();
