import { type AgentRunner, createMemoryStore, createOrchestrator } from '@agent-chat/core';
import { expect, it, onTestFinished } from 'vitest';
import { startAgents } from './start-agents.js';

const conversationId = 'c1';

it.each(['in the orchestrator', 'elsewhere'])(
  'an agent is told nothing more of what was erased since it heard it, %s',
  async (place) => {
    const told: string[] = [];
    const bot: AgentRunner = {
      async *run({ events }) {
        told.push(JSON.stringify(events));
        yield { type: 'message', parts: [{ type: 'text', text: 'Noted.' }], finality: 'turn' };
      },
    };
    const isHere = place === 'in the orchestrator';
    const orchestrator = createOrchestrator({
      store: createMemoryStore(),
      agents: isHere ? { bot } : {},
    });
    onTestFinished(() => orchestrator.close());
    const ada = orchestrator.as({ kind: 'member', tenant: 'default', participantId: 'ada' });
    const operator = orchestrator.as({ kind: 'operator', tenant: 'default', participantId: 'op' });
    await ada.call('createConversation', {
      clientRequestId: 'create',
      conversationId,
      participants: [
        { participantId: 'ada', kind: 'user', displayName: 'Ada' },
        { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
      ],
    });
    if (!isHere) {
      const transport = orchestrator.as({ kind: 'agent', tenant: 'default', participantId: 'bot' });
      const started = startAgents({ transport, conversationId, agents: { bot } });
      onTestFinished(() => started.stop());
    }
    /** Resolves to the id of the message when it is answered. */
    const ask = async (clientRequestId: string, text: string): Promise<string> => {
      const parts = [{ type: 'text' as const, partId: 'p1', text }];
      const { messageId, seq } = await ada.call('sendMessage', { conversationId, clientRequestId, parts });
      for await (const frame of ada.subscribe({ conversationId, cursor: '0' })) {
        if (frame.kind !== 'event' || frame.data.seq <= seq) continue;
        if (frame.data.author === 'bot' && frame.data.finality === 'turn') return messageId;
      }
      throw new Error('The stream has ended.');
    };
    const messageId = await ask('r1', 'My card is 4711-0815.');
    await ask('r2', 'I live in Elm Street.');
    expect(told[1]).toContain('4711-0815');
    await operator.call('eraseMessages', {
      conversationId,
      clientRequestId: 'erase',
      messageIds: [messageId],
    });
    await ask('r3', 'What do you know?');
    expect(told).toHaveLength(3);
    expect(told[2]).not.toContain('4711-0815');
    expect(told[2]).toContain('Elm Street');
  },
);
