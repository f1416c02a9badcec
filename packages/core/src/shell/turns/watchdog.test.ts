import {
  AgentChatError,
  type ConversationEvent,
  type MessagePayload,
  type MethodParams,
} from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { describe, expect, it } from 'vitest';
import { createMemoryEventStore } from '../../memory/memory-event-store.js';
import type { AgentRunner, RunnerInput, RunnerOutput } from '../../ports/agent-runner.js';
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
  OPERATOR,
  PARTICIPANTS,
  say,
  settled,
  start,
  waiting,
  whole,
} from '../../test-support/orchestrator-fixture.js';
import { BOT } from '../../test-support/remote-runner.js';
import { createManualClock } from '../../testing/manual-clock.js';

type Metadata = Partial<MethodParams<'createConversation'>>;

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

describe('a watchdog after a long wait', () => {
  const WATCHDOG_MS = 60_000;
  const bots: Metadata = { participants: PARTICIPANTS.filter(({ kind }) => kind === 'agent') };

  /** Does `first` in its first turn, and then nothing more. */
  function hanging(first: (input: RunnerInput) => AsyncIterable<RunnerOutput>): AgentRunner {
    let runs = 0;
    return agent(async function* (input) {
      runs += 1;
      if (runs === 1) return yield* first(input);
      yield { type: 'progress', status: 'thinking' };
      await new Promise((resolve) => input.signal.addEventListener('abort', resolve, { once: true }));
    });
  }
  const answers = () => hanging(echo.run);
  const hangs = () => waiting();
  let requests = 0;
  const command = () => ({ conversationId: 'c1', clientRequestId: `w${++requests}` });
  const answerId = (log: readonly ConversationEvent[]): string =>
    (log.findLast(({ type, author }) => type === 'message' && author === 'bot')?.payload as MessagePayload)
      .messageId;

  interface Case {
    readonly runner: AgentRunner;
    readonly metadata?: Metadata;
    /** Up to where a person is waited for. */
    readonly begin?: (
      ada: ConversationApi,
      operator: ConversationApi,
      bot: ConversationApi,
    ) => Promise<unknown>;
    readonly act: (
      operator: ConversationApi,
      log: readonly ConversationEvent[],
      ada: ConversationApi,
    ) => Promise<unknown>;
  }
  const hello = (api: ConversationApi) => api.call('sendMessage', say('Hello.'));

  it.each<[string, Case]>([
    [
      'an approval',
      {
        runner: hanging(async function* ({ control }) {
          yield { type: 'tool_call', toolCallId: 't1', name: 'pay', args: {} };
          await control.startTool('t1', { needsApproval: true });
        }),
        begin: hello,
        act: (api, log) => {
          const asked = log.find(({ type }) => type === 'approval_requested')?.payload;
          const { approvalId, argsHash } = asked as { approvalId: string; argsHash: string };
          return api.call('resolveApproval', { ...command(), approvalId, argsHash, decision: 'approve' });
        },
      },
    ],
    [
      'an answer',
      {
        runner: hangs(),
        metadata: { participants: PARTICIPANTS.map((one) => ({ ...one, hosting: 'external' as const })) },
        begin: async (ada, _operator, bot) => {
          await hello(ada);
          await bot.call('sendTrace', { ...command(), type: 'query', payload: { queryId: 'q1', text: '?' } });
        },
        act: (_operator, _log, ada) =>
          ada.call('sendTrace', { ...command(), type: 'answer', payload: { queryId: 'q1', text: 'This.' } }),
      },
    ],
    [
      'the end of a pause',
      {
        runner: hangs(),
        begin: async (ada, operator) => {
          await operator.call('pause', command());
          await hello(ada);
        },
        act: (api) => api.call('resume', command()),
      },
    ],
    [
      'a wish for another answer',
      {
        runner: answers(),
        begin: hello,
        act: (api, log) => api.call('regenerate', { ...command(), messageId: answerId(log) }),
      },
    ],
    [
      'a button',
      {
        runner: answers(),
        begin: hello,
        act: (api, log) =>
          api.call('invokeAction', { ...command(), messageId: answerId(log), actionId: 'explain' }),
      },
    ],
    ['a hand-off', { runner: hangs(), act: (api) => api.call('handOff', { ...command(), to: 'bot' }) }],
    [
      'an agent that joins',
      {
        runner: hangs(),
        metadata: { participants: PARTICIPANTS.filter(({ kind }) => kind === 'user') },
        begin: hello,
        act: (api) => api.call('changeRoster', { ...command(), added: bots.participants ?? [] }),
      },
    ],
    [
      'a wait for its completion',
      {
        runner: hangs(),
        metadata: { ...bots, startingParticipantId: 'bot' },
        act: async (api) => {
          void api.call('runToCompletion', { conversationId: 'c1', timeoutMs: 600_000 });
        },
      },
    ],
  ])('gives the agent its time from %s on', async (_what, { runner, metadata, begin, act }) => {
    const clock = createManualClock();
    const { orchestrator } = start({ bot: runner }, { clock, leaseMs: 100_000_000 });
    const operator = orchestrator.as(OPERATOR);
    const ada = orchestrator.as(ADA);
    await create(operator, 'c1', { watchdogMs: WATCHDOG_MS, ...metadata });
    const isEnded = async () => (await logOf(operator)).some(({ finality }) => finality === 'conversation');
    await begin?.(ada, operator, orchestrator.as(BOT));
    await settled();
    clock.advance(3_600_000);
    await settled();
    await act(operator, await logOf(operator), ada);
    await settled();
    expect(await isEnded()).toBe(false);
    clock.advance(WATCHDOG_MS - 1);
    await settled();
    expect(await isEnded()).toBe(false);
    clock.advance(1);
    await settled();
    expect(await isEnded()).toBe(true);
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
