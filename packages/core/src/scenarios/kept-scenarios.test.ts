import type { Caller, JsonValue, Scenario } from '@agent-chat/protocol';
import { describe, expect, it } from 'vitest';
import { createMemoryRecordStore } from '../memory/memory-record-store.js';
import type { ScenarioSource } from '../ports/scenario-source.js';
import { ADA, create, OPERATOR, start } from '../test-support/orchestrator-fixture.js';
import { SCENARIO_COLLECTION } from './kept-scenarios.js';

const SHARED = {
  scenarioId: 'shop',
  title: 'The shop',
  background: 'A shop of bicycles.',
  challenges: ['The price'],
};
const SELLER = { participantId: 'bot', identity: 'Seller', goals: ['Sell'], tools: [], privateKnowledge: 1 };
const BUYER = { participantId: 'ada', identity: 'Buyer', goals: [], tools: [], secret: 'HAS 200' };
const SCENARIO: Scenario = { ...SHARED, roles: [SELLER, BUYER], history: 'WHAT ITS AUTHOR THOUGHT' };

const BOT: Caller = { kind: 'agent', tenant: 'default', participantId: 'bot' };
const OBSERVER: Caller = { kind: 'observer', tenant: 'default', conversationId: 'c1' };

/** What callers read of a conversation in a scenario, with `value` as its record. */
async function startIn(value: JsonValue, scenarios?: ScenarioSource) {
  const records = createMemoryRecordStore();
  await records.put('default', SCENARIO_COLLECTION, 'shop', value);
  const { orchestrator } = start({}, { records, ...(scenarios && { scenarios }) });
  await create(orchestrator.as(OPERATOR), 'c1', { scenarioId: 'shop' });
  return (caller: Caller) =>
    orchestrator.as(caller).call('getHydratedConversation', { conversationId: 'c1' });
}

describe('a scenario that operators keep', () => {
  it('shows each participant its own role, nobody another’s, and an operator all', async () => {
    const read = await startIn({ scenario: SCENARIO as JsonValue });
    const seenBy = async (caller: Caller) => (await read(caller)).scenario;
    expect(await seenBy(BOT)).toEqual({ ...SHARED, roles: [SELLER, { participantId: 'ada' }] });
    expect(await seenBy(ADA)).toEqual({ ...SHARED, roles: [{ participantId: 'bot' }, BUYER] });
    expect(await seenBy(OBSERVER)).toEqual({
      ...SHARED,
      roles: [{ participantId: 'bot' }, { participantId: 'ada' }],
    });
    expect(await seenBy(OPERATOR)).toEqual(SCENARIO);
  });

  it('is none once it was deleted, and the conversation still says which it had', async () => {
    const read = await startIn({ scenario: null });
    expect(await read(BOT)).toMatchObject({ scenario: null, metadata: { scenarioId: 'shop' }, head: 1 });
  });

  it('is not asked for where the host gives scenarios of its own', async () => {
    const read = await startIn({ scenario: SCENARIO as JsonValue }, { viewOf: async () => 'of the host' });
    expect(await read(OPERATOR)).toMatchObject({ scenario: 'of the host' });
  });

  it('that can not be read is a fault of the store and no empty scenario', async () => {
    const read = await startIn({ scenario: { scenarioId: 'shop' } });
    await expect(read(BOT)).rejects.toMatchObject({ code: 'StoreDamaged' });
  });
});
