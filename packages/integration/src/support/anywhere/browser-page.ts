// The script of a page: an agent that runs in a browser, over the transport that the page's address names.
import { startAgents, type StartedAgents } from '@agent-chat/agents/remote';
import { createTransport } from '@agent-chat/client';
import { createMemoryStore, createOrchestrator } from '@agent-chat/core';
import type { ConversationEvent } from '@agent-chat/protocol';
import { bookingAgent } from './booking-agent.js';

export interface PageOptions {
  readonly transport: string;
  readonly conversationId: string;
  readonly turnRecoveryMode?: 'resume' | 'restart';
  readonly mayHang?: boolean;
}

/** What a test finds in the page. */
export interface PageGlobals {
  readonly serve: (options: PageOptions) => void;
  readonly stop: (conversationId: string) => Promise<void>;
  readonly answerAlone: () => Promise<readonly ConversationEvent[]>;
}

const started = new Map<string, StartedAgents>();

/** Until the page goes, or `stop`. */
function serve({
  transport,
  conversationId,
  turnRecoveryMode = 'resume',
  mayHang = false,
}: PageOptions): void {
  const agents = startAgents({
    transport: createTransport(transport, { url: location.origin, token: 'bot-token' }),
    conversationId,
    agents: { bot: bookingAgent({ mayHang }) },
    turnRecoveryMode,
  });
  started.set(conversationId, agents);
}

/** A conversation of this page alone, its log in memory: there is no wire. */
async function answerAlone(): Promise<readonly ConversationEvent[]> {
  const orchestrator = createOrchestrator({ store: createMemoryStore() });
  const conversationId = 'alone';
  const ada = orchestrator.as({ kind: 'member', tenant: 'default', participantId: 'ada' });
  const transport = orchestrator.as({ kind: 'agent', tenant: 'default', participantId: 'bot' });
  await ada.call('createConversation', {
    clientRequestId: 'create',
    conversationId,
    participants: [
      { participantId: 'ada', kind: 'user', displayName: 'Ada' },
      { participantId: 'bot', kind: 'agent', displayName: 'Bot' },
    ],
  });
  const agents = startAgents({
    transport,
    conversationId,
    agents: { bot: bookingAgent({ mayHang: false }) },
  });
  const parts = [{ type: 'text' as const, partId: 'p1', text: 'Book it' }];
  await ada.call('sendMessage', { clientRequestId: 'ask', conversationId, parts });
  const log: ConversationEvent[] = [];
  for await (const frame of ada.subscribe({ conversationId, cursor: '0' })) {
    if (frame.kind !== 'event') continue;
    log.push(frame.data);
    if (frame.data.author === 'bot' && frame.data.finality === 'turn') break;
  }
  await agents.stop();
  await orchestrator.close();
  return log;
}

Object.assign(globalThis, {
  serve,
  stop: async (conversationId) => started.get(conversationId)?.stop(),
  answerAlone,
} satisfies PageGlobals);
