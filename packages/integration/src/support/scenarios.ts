import type { Scenario } from '@agent-chat/protocol';

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
