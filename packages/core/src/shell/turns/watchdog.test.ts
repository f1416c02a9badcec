import { AgentChatError } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { createMemoryEventStore } from '../../memory/memory-event-store.js';
import type { Clock } from '../../ports/environment.js';
import {
  ADA,
  agent,
  closes,
  create,
  echo,
  framesUntil,
  logOf,
  ofType,
  say,
  start,
  waiting,
  whole,
} from '../../test-support/orchestrator-fixture.js';
import { createManualClock } from '../../testing/manual-clock.js';

describe('a watchdog', () => {
  it('ends a conversation whose agent closes no turn, once, and lets its runner go', async () => {
    const clock = createManualClock();
    const aborted = Promise.withResolvers<unknown>();
    const began = Promise.withResolvers<void>();
    const silent = agent(async function* ({ signal }) {
      yield { type: 'progress', status: 'thinking' };
      began.resolve();
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      aborted.resolve(signal.reason);
    });
    const { orchestrator } = start({ bot: silent }, { clock, leaseMs: 1_000_000 });
    const api = orchestrator.as(ADA);
    await create(api, 'c1', { watchdogMs: 60_000 });
    await api.call('sendMessage', say('Hello.'));
    await framesUntil(api, whole, ofType('execution_started'));
    await began.promise;
    clock.advance(59_999);
    expect((await logOf(api)).at(-1)).toMatchObject({ type: 'execution_started' });
    clock.advance(1);
    await framesUntil(
      api,
      whole,
      (frame) => frame.kind === 'event' && frame.data.finality === 'conversation',
    );
    expect(await aborted.promise).toBe('lost');
    expect((await logOf(api)).at(-1)).toMatchObject({
      author: 'system',
      finality: 'conversation',
      payload: { outcome: { status: 'failed', reason: { code: 'watchdog' } } },
    });
    await expect(api.call('sendMessage', say('More?'))).rejects.toMatchObject({ code: 'ConversationEnded' });
  });

  it('waits for a person as long as that takes', async () => {
    const clock = createManualClock();
    const { orchestrator } = start({ bot: echo }, { clock });
    const api = orchestrator.as(ADA);
    await create(api, 'c1', { watchdogMs: 60_000 });
    await api.call('sendMessage', say('Hello.'));
    await framesUntil(api, whole, closes(2));
    const before = await logOf(api);
    clock.advance(86_400_000);
    await api.call('sendMessage', say('I am back.'));
    await framesUntil(api, whole, closes(4));
    expect((await logOf(api)).slice(0, before.length)).toEqual(before);
  });

  it('removes what waits in the queue before the end', async () => {
    const clock = createManualClock();
    const began = Promise.withResolvers<void>();
    const { orchestrator } = start({ bot: waiting(() => began.resolve()) }, { clock, leaseMs: 1_000_000 });
    const api = orchestrator.as(ADA);
    await create(api, 'c1', { watchdogMs: 60_000 });
    await api.call('sendMessage', say('Hello.'));
    await began.promise;
    await api.call('sendMessage', say('And this.'));
    clock.advance(60_000);
    await framesUntil(
      api,
      whole,
      (frame) => frame.kind === 'event' && frame.data.finality === 'conversation',
    );
    expect((await logOf(api)).slice(-2).map(({ type }) => type)).toEqual(['queued_removed', 'message']);
  });
});

describe('a watchdog whose store fails while the node closes', () => {
  it('is not set again: nothing is left that would keep the process alive', async () => {
    const clock = createManualClock(Date.now());
    let waits = 0;
    const counted: Clock = {
      now: () => clock.now(),
      after(delayMs, callback) {
        waits += 1;
        let isDone = false;
        const done = (): void => {
          if (!isDone) waits -= 1;
          isDone = true;
        };
        const cancel = clock.after(delayMs, () => {
          done();
          callback();
        });
        return () => {
          done();
          cancel();
        };
      },
    };
    const store = createMemoryEventStore({ clock });
    const failing = Promise.withResolvers<never>();
    const asked = Promise.withResolvers<void>();
    let isSlow = false;
    const slow = new Proxy(store, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        if (name !== 'append' || !isSlow) return value.bind(target);
        asked.resolve();
        return () => failing.promise;
      },
    });
    const began = Promise.withResolvers<void>();
    const { orchestrator } = start(
      { bot: waiting(() => began.resolve()) },
      { clock: counted, store: slow, leaseMs: 1_000_000 },
    );
    const api = orchestrator.as(ADA);
    await create(api, 'c1', { watchdogMs: 60_000 });
    await api.call('sendMessage', say('Hello.'));
    await began.promise;
    isSlow = true;
    clock.advance(60_000);
    await asked.promise;
    await orchestrator.close();
    failing.reject(new AgentChatError('Unavailable', 'The store is closed.'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(waits).toBe(0);
  });
});
