import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createOperatorClient } from './operator-client.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server that answers after `delayMs`, unless it is called off before. */
const answersAfter =
  (delayMs: number, answer: unknown): typeof fetch =>
  (_, { signal } = {}) =>
    new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error));
      setTimeout(() => resolve(Response.json(answer)), delayMs);
    });

it('waits for a call that asks the server to wait for as long as that takes', async () => {
  const answer = { status: 'timeout', head: 3 };
  const fetch = answersAfter(61_000, answer);
  const client = createOperatorClient({ url: 'http://localhost', token: 'good', fetch });
  const params = { conversationId: 'c1' };
  const waited = client.call('runToCompletion', params);
  const answered = client.call('getConversation', params);
  const lost = expect(answered).rejects.toMatchObject({ code: 'ConnectionLost' });
  await vi.advanceTimersByTimeAsync(61_000);
  await lost;
  expect(await waited).toEqual(answer);
});

it('exports where a body cannot be iterated over, as in Safari, and ends a download that is left', async () => {
  const lines = ['first\n', 'second\n', 'third\n'];
  const cancelled = vi.fn();
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode(lines.shift())),
    cancel: cancelled,
  });
  Object.defineProperty(body, Symbol.asyncIterator, { value: undefined });
  const client = createOperatorClient({
    url: 'http://localhost',
    token: 'good',
    fetch: async () => new Response(body),
  });
  const read: string[] = [];
  for await (const bytes of client.exportConversation('c1')) {
    read.push(new TextDecoder().decode(bytes));
    if (read.length === 2) break;
  }
  expect(read).toEqual(['first\n', 'second\n']);
  expect(cancelled).toHaveBeenCalledOnce();
});
