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
