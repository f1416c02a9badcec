import { createMemoryStore, createOrchestrator, exportConversation } from '@agent-chat/core';
import type { Audience, Scenario } from '@agent-chat/protocol';

/** A scenario of a seller and a buyer, each of whom knows something of its own. */
export function scenarioNamed(scenarioId: string, more: Partial<Scenario> = {}): Scenario {
  return {
    scenarioId,
    title: 'The shop',
    background: `${scenarioId} is a shop.`,
    challenges: ['The price'],
    roles: ['seller', 'buyer'].map((participantId) => ({
      participantId,
      identity: participantId,
      goals: ['A good price'],
      tools: [{ name: 'look', guidance: `PRIVATE TO ${participantId}` }],
      privateKnowledge: `PRIVATE TO ${participantId}`,
    })),
    ...more,
  };
}

/** Longer than two pages of any reader. */
const LONG = 1_150;
/** Nobody but operators and the buyer sees these: over the ends of pages, and at the end of the log. */
const HIDDEN_FROM_THE_SELLER = [
  [25, 45],
  [490, 540],
  [990, 1_040],
  [1_140, LONG],
] as const;

function audienceAt(seq: number): Audience {
  const isHidden = HIDDEN_FROM_THE_SELLER.some(([from, to]) => seq >= from && seq <= to);
  if (isHidden) return seq % 2 === 0 ? ['buyer'] : 'operators';
  if (seq % 7 === 0) return ['seller'];
  return seq % 11 === 0 ? 'operators' : 'everyone';
}

/** A file with a long conversation in a scenario: what its roles say, and notes for all, some or one of them. */
export async function longConversationIn(scenarioId: string, conversationId: string): Promise<string[]> {
  const store = createMemoryStore();
  const orchestrator = createOrchestrator({ store });
  const as = (kind: 'agent' | 'operator', participantId: string) =>
    orchestrator.as({ kind, tenant: 'default', participantId });
  const operator = as('operator', 'op');
  let requests = 0;
  const command = () => ({ conversationId, clientRequestId: `request-${++requests}` });
  let { seq } = await operator.call('createConversation', {
    ...command(),
    scenarioId,
    participants: [
      { participantId: 'seller', kind: 'agent', displayName: 'Seller' },
      { participantId: 'buyer', kind: 'agent', displayName: 'Buyer' },
    ],
  });
  while (seq < LONG) {
    const text = `Number ${seq + 1}.`;
    const parts = [{ type: 'text' as const, partId: 'p1', text }];
    const isSaid = seq % 100 === 60;
    const who = as('agent', seq % 200 === 60 ? 'seller' : 'buyer');
    ({ seq } = isSaid
      ? await who.call('sendMessage', { ...command(), parts })
      : await operator.call('addNote', { ...command(), text, audience: audienceAt(seq + 1) }));
  }
  const lines: string[] = [];
  const options = { store: store.events, tenant: 'default', conversationId };
  for await (const line of exportConversation(options)) lines.push(line);
  await orchestrator.close();
  return lines;
}
