import type { Caller, ConversationEvent } from '@agent-chat/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createMemoryEventStore } from '../memory/memory-event-store.js';
import { createMemoryStore } from '../memory/memory-store.js';
import type { AgentRunner } from '../ports/agent-runner.js';
import { createLocalBus } from './local-bus.js';
import {
  create,
  EVE,
  framesUntil,
  OPERATOR,
  say,
  start as startNode,
} from '../test-support/orchestrator-fixture.js';
import { createOrchestrator } from './orchestrator.js';
import type { OrchestratorOptions } from './orchestrator-options.js';

const ADA: Caller = { kind: 'member', tenant: 'default', participantId: 'ada' };

const greeter: AgentRunner = {
  async *run() {
    yield { type: 'message', parts: [{ type: 'text', text: 'Hello.' }], finality: 'turn' };
  },
};

function start(options: OrchestratorOptions) {
  const orchestrator = createOrchestrator(options);
  onTestFinished(() => orchestrator.close());
  return orchestrator.as(ADA);
}

describe('two orchestrators on one store with a bus', () => {
  it('show each other what they log, and run the agent once', async () => {
    const store = createMemoryStore();
    const bus = createLocalBus();
    const front = start({ store, bus });
    await front.call('createConversation', {
      clientRequestId: 'create',
      conversationId: 'c1',
      participants: [
        { participantId: 'ada', kind: 'user', displayName: 'Ada' },
        { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
      ],
    });
    const workers = [
      start({ store, bus, agents: { bot: greeter } }),
      start({ store, bus, agents: { bot: greeter } }),
    ];
    // They host the conversation from here on, and are told of what the other one writes.
    for (const worker of workers) await worker.call('getConversation', { conversationId: 'c1' });

    const seen: ConversationEvent[] = [];
    const watching = (async () => {
      for await (const frame of front.subscribe({ conversationId: 'c1', cursor: '0' })) {
        if (frame.kind !== 'event') continue;
        seen.push(frame.data);
        if (frame.data.author === 'bot' && frame.data.finality === 'turn') return;
      }
    })();
    await front.call('sendMessage', {
      conversationId: 'c1',
      clientRequestId: 'say',
      parts: [{ type: 'text', partId: 'p1', text: 'Hi.' }],
    });
    await watching;
    expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, index) => index + 1));
    expect(seen.filter(({ type }) => type === 'execution_started')).toHaveLength(1);
    expect(await store.events.read({ conversationId: 'c1', tenant: 'default', limit: 100 })).toHaveLength(
      seen.length,
    );
  });
});

describe('a node that was told nothing of what another one has logged', () => {
  async function twoNodes() {
    const store = createMemoryEventStore();
    const [node, late] = [startNode({}, { store }).orchestrator, startNode({}, { store }).orchestrator];
    await create(node.as(ADA));
    await late.as(ADA).call('getConversation', { conversationId: 'c1' });
    return { node, late };
  }

  it('refuses nobody for it: neither who has joined nor what is about a message', async () => {
    const { node, late } = await twoNodes();
    await node.as(OPERATOR).call('changeRoster', {
      conversationId: 'c1',
      clientRequestId: 'join',
      added: [{ participantId: 'eve', kind: 'user', displayName: 'Eve' }],
    });
    expect(await late.as(EVE).call('getConversation', { conversationId: 'c1' })).toMatchObject({ head: 2 });
    const { messageId } = await node.as(ADA).call('sendMessage', say('A branch of this'));
    const replied = await late.as(ADA).call('sendMessage', say('is this', { replyTo: messageId }));
    expect(replied.seq).toBe(5);
  });

  it('goes on behind the place of a reader who has seen more than it has', async () => {
    const { node, late } = await twoNodes();
    const { seq } = await node.as(ADA).call('sendMessage', say('Hello'));
    const cursor = `${late.epoch}-${seq}`;
    const isCaughtUp = ({ kind }: { kind: string }) => kind === 'caught_up';
    const frames = await framesUntil(late.as(ADA), { conversationId: 'c1', cursor }, isCaughtUp);
    expect(frames.map(({ kind }) => kind)).toEqual(['hello', 'caught_up']);
  });
});
