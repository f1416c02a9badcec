// A program: a server that speaks Anthropic's Messages API and streams the same answer to everybody, at
// the same pace: the first token after `FIRST_TOKEN_MS`, the next ones `TOKEN_MS` apart. It prints its port.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FIRST_TOKEN_MS, TOKEN_MS, TOKENS } from './pace.js';

const event = (type: string, data: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;

const BEFORE =
  event('message_start', {
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'bench',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 12, output_tokens: 1 },
    },
  }) + event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
const TOKEN = event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'token ' } });
const AFTER =
  event('content_block_stop', { index: 0 }) +
  event('message_delta', {
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { output_tokens: TOKENS },
  }) +
  event('message_stop', {});

/** By the clock: a timer that is late makes no later token later. */
function stream(response: ServerResponse): void {
  const beganAt = performance.now();
  let sent = 0;
  const send = (): void => {
    if (response.destroyed) return;
    const due = Math.min(TOKENS, Math.floor((performance.now() - beganAt - FIRST_TOKEN_MS) / TOKEN_MS) + 1);
    for (; sent < due; sent += 1) response.write(sent === 0 ? BEFORE + TOKEN : TOKEN);
    if (sent < TOKENS)
      setTimeout(send, Math.max(0, beganAt + FIRST_TOKEN_MS + sent * TOKEN_MS - performance.now()));
    else response.end(AFTER);
  };
  setTimeout(send, FIRST_TOKEN_MS);
}

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    stream(response);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', 1_024, () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
process.stdin.resume().on('end', () => process.exit(0));
