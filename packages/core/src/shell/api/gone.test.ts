import type { EventStore } from '../../ports/event-store.js';
import type { MethodParams } from '@agent-chat/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryEventStore } from '../../memory/memory-event-store.js';
import { createManualClock } from '../../testing/manual-clock.js';
import { codeOf } from '../../testing/event-store/error-code.js';
import {
  ADA,
  agent,
  create,
  echo,
  EVE,
  OPERATOR,
  PARTICIPANTS,
  say,
  start,
  visitor,
  waiting,
  whole,
} from '../../test-support/orchestrator-fixture.js';

const TENANT = 'default';

describe('a conversation that was deleted', () => {
  let store: EventStore;
  beforeEach(() => {
    store = createMemoryEventStore();
  });

  async function deleted() {
    const { orchestrator } = start({}, { store });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('hello'));
    await store.deleteConversation(TENANT, 'c1');
    return orchestrator;
  }

  it.each([ADA, EVE, OPERATOR, visitor('c1')])(
    'answers every call of $kind $participantId with ConversationGone',
    async (caller) => {
      const api = (await deleted()).as(caller);
      const calls = [
        () => api.call('getConversation', { conversationId: 'c1' }),
        () => api.call('getEvents', { conversationId: 'c1' }),
        () => api.call('sendMessage', say('more')),
        () => api.subscribe(whole)[Symbol.asyncIterator]().next(),
      ];
      for (const call of calls) expect(await codeOf(call())).toBe('ConversationGone');
    },
  );

  it('answers so before a rule that the command would break', async () => {
    const api = (await deleted()).as(ADA);
    const stale = say('more', { lastClosedSeq: 99 });
    expect(await codeOf(api.call('sendMessage', stale))).toBe('ConversationGone');
  });

  it('cannot be created again, also where nobody has it in memory', async () => {
    const params: MethodParams<'createConversation'> = {
      clientRequestId: 'again',
      conversationId: 'c1',
      participants: PARTICIPANTS,
    };
    const known = await deleted();
    const other = start({}, { store }).orchestrator;
    for (const one of [known, other]) {
      expect(await codeOf(one.as(ADA).call('createConversation', params))).toBe('ConversationGone');
    }
    expect(await codeOf(other.as(ADA).call('getConversation', { conversationId: 'never' }))).toBe(
      'UnknownConversation',
    );
  });

  it('is in no list', async () => {
    const api = (await deleted()).as(OPERATOR);
    expect(await api.call('listConversations', {})).toEqual({ conversations: [], next: null });
  });

  it('ends the streams of those who watch it when this node hears of it', async () => {
    const { orchestrator } = start({}, { store });
    const api = orchestrator.as(ADA);
    await create(api);
    let isCaughtUp = (): void => undefined;
    const caughtUp = new Promise<void>((resolve) => {
      isCaughtUp = resolve;
    });
    const ended = (async () => {
      for await (const frame of api.subscribe(whole)) {
        if (frame.kind === 'caught_up') isCaughtUp();
        if (frame.kind === 'bye') return frame.data;
      }
      return null;
    })();
    await caughtUp;
    await store.deleteConversation(TENANT, 'c1');
    expect(await codeOf(api.call('sendMessage', say('more')))).toBe('ConversationGone');
    expect(await ended).toMatchObject({ reason: 'gone', error: { code: 'ConversationGone' } });
  });

  it('stops the runner that is at work on it, and asks for no other', async () => {
    const clock = createManualClock();
    let runs = 0;
    let isStarted = (): void => undefined;
    const started = new Promise<void>((resolve) => {
      isStarted = resolve;
    });
    const aborted: Promise<void>[] = [];
    const bot = agent(async function* (input) {
      runs += 1;
      aborted.push(
        new Promise((resolve) => input.signal.addEventListener('abort', () => resolve(), { once: true })),
      );
      yield* waiting(isStarted).run(input);
    });
    const { orchestrator } = start({ bot }, { store: createMemoryEventStoreOn(clock), clock });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('hello'));
    await started;
    await store.deleteConversation(TENANT, 'c1');
    expect(await codeOf(api.call('getConversation', { conversationId: 'c1' }))).toBe('ConversationGone');
    await Promise.all(aborted);
    for (let lease = 0; lease < 3; lease++) {
      clock.advance(15_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(runs).toBe(1);
  });

  function createMemoryEventStoreOn(clock: ReturnType<typeof createManualClock>): EventStore {
    store = createMemoryEventStore({ clock });
    return store;
  }
});

describe('a command whose key was erased', () => {
  it('is not repeated by a retry, which hears that its answer is gone', async () => {
    const store = createMemoryEventStore();
    const { orchestrator } = start({ bot: echo }, { store });
    const api = orchestrator.as(ADA);
    await create(api);
    const message = say('a secret', { finality: 'none' });
    await api.call('sendMessage', message);
    const { head } = await api.call('getEvents', { conversationId: 'c1' });
    await store.erase({ tenant: TENANT, conversationId: 'c1', events: [] });

    const retry = api.call('sendMessage', message);
    await expect(retry).rejects.toMatchObject({
      code: 'IdempotencyMismatch',
      details: { clientRequestId: message.clientRequestId, erased: true },
    });
    expect((await api.call('getEvents', { conversationId: 'c1' })).head).toBe(head);
  });
});
