import { describe, expect, it } from 'vitest';
import { create, OPERATOR, PARTICIPANTS, say, start } from '../../test-support/orchestrator-fixture.js';

describe('getHydratedConversation', () => {
  it('gives an agent that joins all that it may see, and no more', async () => {
    const scenarios = {
      viewOf: async (
        tenant: string,
        scenarioId: string,
        viewer: { participantId?: string; operator: boolean },
      ) => ({
        tenant,
        scenarioId,
        for: viewer.operator ? 'operator' : viewer.participantId,
      }),
    };
    const { orchestrator } = start({}, { scenarios });
    const api = orchestrator.as(OPERATOR);
    await create(api, 'c1', {
      scenarioId: 's1',
      title: 'A talk',
      openingLine: 'Hi!',
      custom: { mine: [null] },
    });
    await api.call('addNote', { ...say(''), text: 'For us alone.', audience: 'operators' } as never);
    const hydrated = await orchestrator
      .as({ kind: 'agent', tenant: 'default', participantId: 'bot' })
      .call('getHydratedConversation', { conversationId: 'c1' });
    expect(hydrated).toMatchObject({
      conversation: { title: 'A talk', participants: PARTICIPANTS },
      metadata: { scenarioId: 's1', title: 'A talk', openingLine: 'Hi!', custom: { mine: [null] } },
      scenario: { scenarioId: 's1', for: 'bot' },
      omitted: [{ fromSeq: 2, toSeq: 2 }],
      head: 2,
    });
    expect(hydrated.events.map(({ seq }) => seq)).toEqual([1]);
  });

  it('is of one moment, also when something is said while the scenario is looked up', async () => {
    const scenarios = {
      viewOf: async () => {
        await api.call('addNote', { ...say(''), text: 'Meanwhile.' });
        return {};
      },
    };
    const { orchestrator } = start({}, { scenarios });
    const api = orchestrator.as(OPERATOR);
    await create(api, 'c1', { scenarioId: 's1' });
    const { head, conversation, events } = await api.call('getHydratedConversation', {
      conversationId: 'c1',
    });
    expect([conversation.head, events.at(-1)?.seq]).toEqual([head, head]);
  });
});
