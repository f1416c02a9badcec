import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startAgents } from '@agent-chat/agents/remote';
import { createTransport } from '@agent-chat/client';
import { createManualClock } from '@agent-chat/core/testing';
import { expect, it, onTestFinished } from 'vitest';

const RETRY_AFTER_SECONDS = 7;

it.each(['sse', 'long_poll'])(
  'an agent elsewhere comes no earlier than a busy server asks: %s',
  async (transport) => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      response.writeHead(503, { 'retry-after': String(RETRY_AFTER_SECONDS) }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    const waits: number[] = [];
    const clock = createManualClock();
    const started = startAgents({
      transport: createTransport(transport, { url, token: 'of-the-agent' }),
      conversationId: 'c1',
      agents: {},
      random: () => 0,
      clock: {
        ...clock,
        after(delayMs, callback) {
          waits.push(delayMs);
          return clock.after(delayMs, callback);
        },
      },
    });
    onTestFinished(() => started.stop());
    for (let times = 1; times <= 3; times += 1) {
      await expect.poll(() => waits).toHaveLength(times);
      expect(asked).toBe(times);
      clock.advance(RETRY_AFTER_SECONDS * 1_000 - 1);
      expect(waits).toHaveLength(times);
      clock.advance(1);
    }
    expect(new Set(waits)).toEqual(new Set([RETRY_AFTER_SECONDS * 1_000]));
  },
);
