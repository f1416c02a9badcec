// What becomes of a turn whose runner is gone, and for which no other comes.
import { type AgentRunner, createOrchestrator, type Orchestrator } from '@agent-chat/core';
import { createManualClock, type ManualClock } from '@agent-chat/core/testing';
import {
  type Caller,
  type ConversationEvent,
  emptyState,
  foldEvents,
  inactiveTurns,
  type MessagePayload,
  type Part,
  siblingsOf,
  textOf,
} from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { TEST_STORES, type TestStore } from './support/test-stores.js';

const ADA: Caller = { kind: 'member', tenant: 'default', participantId: 'ada' };
const BOT: Caller = { kind: 'agent', tenant: 'default', participantId: 'bot' };
const LEASE_MS = 1_000;
const IDLE_MS = 60_000;

const parts = (text: string): Part[] => [{ type: 'text', partId: 'p1', text }];
const textIn = ({ payload }: ConversationEvent): string => textOf((payload as MessagePayload).parts);

/** Answers, and notes which messages it was shown. */
function answering(prompts: string[][]): AgentRunner {
  return {
    async *run({ events }) {
      prompts.push(events.filter(({ type }) => type === 'message').map(textIn));
      yield { type: 'message', parts: [{ type: 'text', text: 'Here I am.' }], finality: 'turn' };
    },
  };
}

/** What closes this turn. */
async function closeOf(
  api: ConversationApi,
  conversationId: string,
  turn: number,
): Promise<ConversationEvent> {
  for await (const frame of api.subscribe({ conversationId, cursor: '0' })) {
    if (frame.kind !== 'event') continue;
    const { data } = frame;
    const isCleared = data.type === 'turn_cleared' && (data.payload as { turn: number }).turn === turn;
    if (isCleared || (data.turn === turn && data.finality !== 'none')) return data;
  }
  throw new Error('The stream has ended.');
}

describe.each(TEST_STORES.filter(({ skipped }) => skipped === false))('on $name', (kind) => {
  let clock: ManualClock;
  let store: TestStore;
  beforeAll(async () => {
    clock = createManualClock();
    store = await kind.open(clock);
  });
  afterAll(() => store.close());

  function startNode(agents: Readonly<Record<string, AgentRunner>> = {}): Orchestrator {
    const orchestrator = createOrchestrator({
      store,
      clock,
      agents,
      leaseMs: LEASE_MS,
      idleTurnMs: IDLE_MS,
    });
    onTestFinished(() => orchestrator.close());
    return orchestrator;
  }

  /** A conversation whose agent has been asked, and lives elsewhere. */
  async function asked(node: Orchestrator, conversationId: string) {
    const [ada, bot] = [node.as(ADA), node.as(BOT)];
    let requests = 0;
    const command = () => ({ conversationId, clientRequestId: `request-${++requests}` });
    await ada.call('createConversation', {
      ...command(),
      participants: [
        { participantId: 'ada', kind: 'user', displayName: 'Ada' },
        { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
      ],
    });
    await ada.call('sendMessage', { ...command(), parts: parts('Hello') });
    return {
      ada,
      bot,
      command,
      /** Begins or resumes the turn, as soon as whoever has cleared the one before lets go of the lease. */
      async begin() {
        const start = { conversationId, agentId: 'bot' };
        const { executionId, fence } = await vi.waitFor(() => bot.call('startExecution', start), 10_000);
        return { executionId, fence };
      },
      closeOf: (turn: number) => closeOf(ada, conversationId, turn),
      async guidance() {
        for await (const { kind, data } of ada.subscribe({ conversationId, includeGuidance: true })) {
          if (kind === 'guidance') return data;
        }
        throw new Error('The stream has ended.');
      },
      async log() {
        return (await ada.call('getEvents', { conversationId, limit: 1_000 })).events;
      },
    };
  }

  it('it is lost, and whoever comes for its agent answers from the start, before what waits', async () => {
    const before = startNode();
    const turn = await asked(before, 'lost');
    const held = await turn.begin();
    const half = { ...turn.command(), ...held, parts: parts('Half an '), finality: 'none' as const };
    await turn.bot.call('sendMessage', half);
    const waiting = await turn.ada.call('sendMessage', { ...turn.command(), parts: parts('And this?') });
    expect(waiting).toMatchObject({ queued: true });
    clock.advance(IDLE_MS - 1);
    expect((await turn.log()).at(-1)).toMatchObject({ type: 'message_queued' });
    clock.advance(1);
    expect(await turn.closeOf(2)).toMatchObject({ author: 'system', payload: { turn: 2, reason: 'lost' } });
    // Nothing is promoted: the agent answers first.
    expect((await turn.log()).at(-1)).toMatchObject({ type: 'turn_cleared' });
    expect(await turn.guidance()).toMatchObject({ kind: 'start_turn', nextParticipantId: 'bot', turn: 3 });

    await before.close();
    store = await store.reopen();
    const prompts: string[][] = [];
    const after = startNode({ bot: answering(prompts) });
    await after.start();
    const ada = after.as(ADA);
    const answer = await closeOf(ada, 'lost', 3);
    expect(answer).toMatchObject({ author: 'bot', finality: 'turn' });
    await closeOf(ada, 'lost', 5);
    expect(prompts).toEqual([['Hello'], ['Hello', 'Here I am.', 'And this?']]);
    // What was lost is no other version of it.
    const { events } = await ada.call('getEvents', { conversationId: 'lost', limit: 1_000 });
    const { messageId } = answer.payload as MessagePayload;
    expect(siblingsOf(foldEvents(emptyState('lost'), events).timeline, messageId)).toEqual([messageId]);
  });

  it('it is over, and stays as it is, where a tool had started: another could not begin it anew', async () => {
    const turn = await asked(startNode(), 'began');
    const held = await turn.begin();
    const call = { toolCallId: 't1', name: 'pay', args: {} };
    await turn.bot.call('sendTrace', { ...turn.command(), ...held, type: 'tool_call', payload: call });
    await turn.bot.call('startTool', { ...turn.command(), ...held, toolCallId: 't1' });
    clock.advance(IDLE_MS);
    expect(await turn.closeOf(2)).toMatchObject({ payload: { turn: 2, reason: 'idle' } });
    expect(await turn.guidance()).toMatchObject({ kind: 'start_turn', nextParticipantId: 'ada', turn: 3 });
    expect([...inactiveTurns(foldEvents(emptyState('began'), await turn.log()))]).toEqual([]);
  });

  it('it is lost so often, and then it has failed', async () => {
    const turn = await asked(startNode(), 'again');
    for (const number of [2, 3]) {
      await turn.begin();
      clock.advance(IDLE_MS);
      expect(await turn.closeOf(number)).toMatchObject({ payload: { reason: 'lost' } });
    }
    await turn.begin();
    clock.advance(IDLE_MS);
    expect(await turn.closeOf(4)).toMatchObject({
      author: 'system',
      finality: 'turn',
      payload: { parts: [], outcome: { status: 'failed', reason: { code: 'runner_lost' } } },
    });
    expect(await turn.guidance()).toMatchObject({ kind: 'start_turn', nextParticipantId: 'ada', turn: 5 });
  });
});
