import type { ConversationApi } from '@agent-chat/protocol/wire';
import { describe, expect, it } from 'vitest';
import { createMemoryEventStore } from '../../memory/memory-event-store.js';
import type { EventStore } from '../../ports/event-store.js';
import {
  ADA,
  agent,
  echo,
  waiting,
  textIn,
  start,
  create,
  say,
  framesUntil,
  closes,
  ofType,
  logOf,
  whole,
  mortal,
} from '../../test-support/orchestrator-fixture.js';

/** Long enough that a busy machine does not miss it, short enough to wait for its end. */
const LEASE_MS = 250;

describe('a runner that died', () => {
  it('has its turn cleared, and the same agent answers again', async () => {
    const store = createMemoryEventStore();
    const first = mortal(store);
    const begun = Promise.withResolvers<void>();
    const before = start({ bot: waiting(begun.resolve) }, { store: first.store, leaseMs: LEASE_MS });
    const api = before.orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Hello'));
    await begun.promise;
    first.die();
    const after = start({ bot: echo }, { store, leaseMs: LEASE_MS });
    await after.orchestrator.start();
    const frames = await framesUntil(after.orchestrator.as(ADA), whole, closes(3));
    const events = frames.flatMap((frame) => (frame.kind === 'event' ? [frame.data] : []));
    expect(events.map((event) => event.type)).toEqual([
      'created',
      'run_changed',
      'message',
      'execution_started',
      'turn_cleared',
      'execution_started',
      'message',
    ]);
    expect(events[4]?.payload).toEqual({ turn: 2, reason: 'restart' });
    const fences = events
      .filter((event) => event.type === 'execution_started')
      .map((event) => (event.payload as { fence: number }).fence);
    expect(fences[1]).toBeGreaterThan(fences[0] as number);
    expect(textIn(events[6])).toBe('You said: Hello');
  });

  it('has its turn resumed from what it logged when a tool had started', async () => {
    const store = createMemoryEventStore();
    const first = mortal(store);
    const begun = Promise.withResolvers<void>();
    const before = start(
      {
        bot: agent(async function* ({ control }) {
          yield { type: 'tool_call', toolCallId: 't1', name: 'book', args: {} };
          await control.startTool('t1');
          begun.resolve();
          await new Promise(() => {});
        }),
      },
      { store: first.store, leaseMs: LEASE_MS },
    );
    const api = before.orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Book it'));
    await begun.promise;
    first.die();
    const seen: string[] = [];
    const after = start(
      {
        bot: agent(async function* ({ events, turn }) {
          seen.push(...events.map((event) => event.type), `attempt ${turn.attempt}`);
          yield { type: 'tool_result', toolCallId: 't1', output: 'booked' };
          yield { type: 'message', parts: [{ type: 'text', text: 'Booked.' }], finality: 'turn' };
        }),
      },
      { store, leaseMs: LEASE_MS },
    );
    await after.orchestrator.start();
    const frames = await framesUntil(after.orchestrator.as(ADA), whole, closes(2));
    expect(frames.some(ofType('turn_cleared'))).toBe(false);
    expect(seen.slice(-4)).toEqual(['tool_call', 'tool_started', 'execution_started', 'attempt 2']);
  });

  it('again and again does not go on for ever', async () => {
    const store = createMemoryEventStore();
    let api: ConversationApi | null = null;
    for (let life = 1; life <= 3; life++) {
      const process = mortal(store);
      const begun = Promise.withResolvers<void>();
      const { orchestrator } = start(
        { bot: waiting(begun.resolve) },
        { store: process.store, leaseMs: LEASE_MS },
      );
      if (api === null) {
        api = orchestrator.as(ADA);
        await create(api);
        await api.call('sendMessage', say('Hello'));
      } else await orchestrator.start();
      await begun.promise;
      process.die();
    }
    const { orchestrator } = start({ bot: waiting() }, { store, leaseMs: 20 });
    await orchestrator.start();
    const frames = await framesUntil(orchestrator.as(ADA), whole, closes(4));
    expect(frames.at(-1)?.data).toMatchObject({
      author: 'system',
      payload: { parts: [], outcome: { status: 'failed', reason: { code: 'runner_lost' } } },
    });
  });

  it('cannot write any more once another has taken over', async () => {
    const store = createMemoryEventStore();
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    // Its heartbeats are not answered, and once it is at work it gets no lease; its writes arrive.
    let isAtWork = false;
    const deaf = new Proxy(store, {
      get(target, key: keyof EventStore) {
        const member = target[key];
        if (typeof member !== 'function') return member;
        const call = (member as (...all: unknown[]) => unknown).bind(target);
        if (key === 'renewLease') return () => new Promise(() => {});
        if (key !== 'acquireLease') return call;
        return (...args: unknown[]) => (isAtWork ? Promise.resolve(null) : call(...args));
      },
    });
    const before = start(
      {
        bot: agent(async function* () {
          yield { type: 'draft', kind: 'text', append: 'Stale' };
          isAtWork = true;
          begun.resolve();
          await gate.promise;
          yield { type: 'message', parts: [{ type: 'text', text: 'Stale' }], finality: 'turn' };
        }),
      },
      { store: deaf, leaseMs: LEASE_MS },
    );
    const api = before.orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Hello'));
    await begun.promise;
    const after = start({ bot: echo }, { store, leaseMs: LEASE_MS });
    await after.orchestrator.start();
    await framesUntil(after.orchestrator.as(ADA), whole, closes(3));
    gate.resolve();
    await before.orchestrator.close();
    const answers = (await logOf(after.orchestrator.as(ADA))).filter((event) => event.author === 'bot');
    expect(answers.map(textIn)).toEqual(['You said: Hello']);
  });
});

describe('closing', () => {
  it('tells viewers to come back, and leaves the turn to the next start', async () => {
    const store = createMemoryEventStore();
    const begun = Promise.withResolvers<void>();
    const { orchestrator } = start({ bot: waiting(begun.resolve) }, { store });
    const api = orchestrator.as(ADA);
    await create(api);
    const reading = framesUntil(api, whole, (frame) => frame.kind === 'bye');
    await api.call('sendMessage', say('Hello'));
    await begun.promise;
    await orchestrator.close();
    expect((await reading).at(-1)?.data).toMatchObject({ reason: 'shutdown' });
    await expect(
      orchestrator.as(ADA).call('getConversation', { conversationId: 'c1' }),
    ).rejects.toMatchObject({
      code: 'Unavailable',
    });
    const next = start({ bot: echo }, { store });
    await next.orchestrator.start();
    await framesUntil(next.orchestrator.as(ADA), whole, closes(3));
  });

  it('clears a turn that somebody opened and left', async () => {
    const { orchestrator } = start({ bot: echo }, { idleTurnMs: 30 });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('I was going to say', { finality: 'none' }));
    const frames = await framesUntil(api, whole, ofType('turn_cleared'));
    expect(frames.at(-1)?.data).toMatchObject({ payload: { turn: 1, reason: 'idle' } });
  });
});

describe('two processes on one store', () => {
  /** A store whose leases can be had only when the test says so. */
  function gated(store: EventStore): { store: EventStore; asked: Promise<void>; open(): void } {
    const asked = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    return {
      asked: asked.promise,
      open: gate.resolve,
      store: new Proxy(store, {
        get(target, key: keyof EventStore) {
          const member = target[key];
          if (typeof member !== 'function') return member;
          const call = (member as (...all: unknown[]) => unknown).bind(target);
          if (key !== 'acquireLease') return call;
          return async (...args: unknown[]) => {
            asked.resolve();
            await gate.promise;
            return call(...args);
          };
        },
      }),
    };
  }

  it('answer once, also when one looked while the other was answering', async () => {
    const store = createMemoryEventStore();
    const slow = gated(store);
    const other = start({ bot: echo }, { store: slow.store });
    const one = start({ bot: waiting() }, { store });
    const api = one.orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Hello'));
    await framesUntil(api, whole, ofType('execution_started'));
    await other.orchestrator.start();
    await slow.asked;
    await api.call('stop', { conversationId: 'c1', clientRequestId: 's1', turn: 2 });
    await framesUntil(api, whole, closes(2));
    slow.open();
    await other.orchestrator.close();
    const events = await logOf(api);
    expect(events.filter((event) => event.type === 'execution_started')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ turn: 2, finality: 'turn' });
  });

  it('run no tool twice when one looked before it had started', async () => {
    const store = createMemoryEventStore();
    const first = mortal(store);
    const called = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const proceed = Promise.withResolvers<void>();
    const one = start(
      {
        bot: agent(async function* ({ control }) {
          yield { type: 'tool_call', toolCallId: 't1', name: 'pay', args: {} };
          called.resolve();
          await proceed.promise;
          await control.startTool('t1');
          started.resolve();
          await new Promise(() => {});
        }),
      },
      { store: first.store, leaseMs: LEASE_MS },
    );
    const api = one.orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Pay'));
    await called.promise;
    const slow = gated(store);
    const resumed = Promise.withResolvers<string[]>();
    const other = start(
      {
        bot: agent(async function* ({ events }) {
          resumed.resolve(events.map((event) => event.type));
          yield { type: 'tool_result', toolCallId: 't1', output: 'paid' };
          yield { type: 'message', parts: [{ type: 'text', text: 'Paid.' }], finality: 'turn' };
        }),
      },
      { store: slow.store, leaseMs: LEASE_MS },
    );
    await other.orchestrator.start();
    await slow.asked;
    proceed.resolve();
    await started.promise;
    first.die();
    slow.open();
    expect(await resumed.promise).toContain('tool_started');
    const frames = await framesUntil(other.orchestrator.as(ADA), whole, closes(2));
    expect(frames.some(ofType('turn_cleared'))).toBe(false);
  });

  it('leave a live answer alone when the other is told to stop it', async () => {
    const store = createMemoryEventStore();
    const begun = Promise.withResolvers<void>();
    const one = start({ bot: waiting(begun.resolve) }, { store });
    const api = one.orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Hello'));
    await begun.promise;
    const other = start({ bot: echo }, { store, leaseMs: LEASE_MS });
    await other.orchestrator.as(ADA).call('stop', { conversationId: 'c1', clientRequestId: 's1', turn: 2 });
    const events = await logOf(api);
    expect(events.at(-1)?.type).toBe('stop_requested');
  });
});

describe('a dead turn', () => {
  it('that is stopped while it is being taken over is cleared, and nobody answers', async () => {
    const store = createMemoryEventStore();
    const first = mortal(store);
    const begun = Promise.withResolvers<void>();
    const before = start({ bot: waiting(begun.resolve) }, { store: first.store, leaseMs: LEASE_MS });
    const api = before.orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Hello'));
    await begun.promise;
    first.die();
    const after = start({ bot: echo }, { store, leaseMs: LEASE_MS });
    await after.orchestrator.start();
    const later = after.orchestrator.as(ADA);
    await later.call('stop', { conversationId: 'c1', clientRequestId: 's1', turn: 2 });
    const frames = await framesUntil(later, whole, closes(2));
    expect(frames.at(-1)?.data).toMatchObject({ payload: { turn: 2, reason: 'stopped' } });
    expect((await logOf(later)).filter((event) => event.type === 'execution_started')).toHaveLength(1);
  });
});
