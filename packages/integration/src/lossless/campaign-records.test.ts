import { Campaign, check, Lead, OutboxItem } from '@agent-chat/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { card } from './campaign-console.arbitrary.js';
import { messageFrom, messageToEvent } from './campaign-console.mapping.js';
import {
  campaignRowFrom,
  campaignRowToRecord,
  leadRowFrom,
  leadRowToRecord,
  type MessageRow,
  outboxRowFrom,
  outboxRowToRecord,
  rowFromMessage,
  rowToMessage,
} from './campaign-records.mapping.js';
import {
  carry,
  carryRecord,
  CONVERSATION_ID,
  ids,
  inMemory,
  inSqlite,
  instants,
  orNull,
  withExtras,
  words,
} from './carry.js';

type Fields = Readonly<Record<string, unknown>>;

const ROSTER = [
  { participantId: 'user', kind: 'user', displayName: 'User' },
  { participantId: 'agent', kind: 'agent', displayName: 'Agent' },
] as const;

const messageRow = withExtras(
  fc.record({
    thread_id: fc.constant(CONVERSATION_ID),
    role: fc.constantFrom('user' as const, 'assistant' as const, 'tool' as const, 'system' as const),
    text: orNull(words),
    card_json: orNull(card),
    created_at: instants,
  }),
);
const outboxRow = withExtras(
  fc.record({
    id: ids,
    run_id: ids,
    lead_id: ids,
    score: fc.double({ min: 0, max: 100, noNaN: true }).map((score) => score + 0),
    subject: words,
    body: words,
    evidence_json: orNull(fc.array(withExtras(fc.record({ label: words, url: words })), { maxLength: 3 })),
    policy_status: orNull(fc.constantFrom('ok' as const, 'warn' as const, 'block' as const)),
    status: fc.constantFrom('pending', 'approved', 'edited', 'skipped', 'locked', 'sent'),
  }),
);
const campaignRow = withExtras(
  fc.record({ id: ids, name: words, created_at: instants }, { requiredKeys: ['id'] }),
);
const leadRow = withExtras(
  fc.record(
    { id: ids, campaign_id: ids, email: words, score: fc.nat(100).map((n) => n / 8) },
    { requiredKeys: ['id'] },
  ),
);

describe('the rows of a campaign console, as they are kept', { timeout: 60_000 }, () => {
  it('a message has its text and its card back, `null` or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(messageRow, { maxLength: 5 }), async (drawn) => {
        const rows: MessageRow[] = drawn.map((one, index) => ({ ...one, id: `m${index}` }));
        const events = rows.map((row, index) => messageToEvent(rowToMessage(row), index + 1));
        const { state } = await carry(inMemory(), ROSTER, events);
        const back = [...state.timeline.entries].flatMap((entry) =>
          entry.kind === 'message'
            ? [rowFromMessage(messageFrom(CONVERSATION_ID, entry.ts, entry.message))]
            : [],
        );
        expect(back).toEqual(rows);
      }),
      { numRuns: 60 },
    );
  });

  it('an outbox item has its evidence and what the policy says of it back, `null` or not', async () => {
    await fc.assert(
      fc.asyncProperty(outboxRow, async (row) => {
        const record = outboxRowToRecord(row);
        expect(check(OutboxItem, record)).toMatchObject({ success: true, data: record });
        const found = (await carryRecord(inMemory(), 'outbox', record.itemId, record)) as Fields;
        expect(outboxRowFrom(found)).toEqual(row);
      }),
      { numRuns: 60 },
    );
  });

  it('a campaign and a lead have what is known and what is not back, by their ids', async () => {
    await fc.assert(
      fc.asyncProperty(campaignRow, leadRow, async (campaign, lead) => {
        const ours = campaignRowToRecord(campaign);
        expect(check(Campaign, ours)).toEqual({ success: true, data: ours });
        const found = await carryRecord(inMemory(), 'campaign', ours.campaignId, ours);
        expect(campaignRowFrom(found as Fields)).toEqual(campaign);
        const person = leadRowToRecord(lead);
        expect(check(Lead, person)).toEqual({ success: true, data: person });
        expect(leadRowFrom((await carryRecord(inMemory(), 'lead', person.leadId, person)) as Fields)).toEqual(
          lead,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('all of them are there after SQLite was closed and opened again', async () => {
    const one = <T>(arbitrary: fc.Arbitrary<T>): T => fc.sample(arbitrary, { numRuns: 1, seed: 7 })[0]!;
    const [outbox, campaign, lead] = [one(outboxRow), one(campaignRow), one(leadRow)];
    const item = outboxRowToRecord(outbox);
    const back = async (collection: string, id: string, record: object): Promise<Fields> =>
      (await carryRecord(await inSqlite(), collection, id, record)) as Fields;
    expect(outboxRowFrom(await back('outbox', item.itemId, item))).toEqual(outbox);
    const ours = campaignRowToRecord(campaign);
    expect(campaignRowFrom(await back('campaign', ours.campaignId, ours))).toEqual(campaign);
    const person = leadRowToRecord(lead);
    expect(leadRowFrom(await back('lead', person.leadId, person))).toEqual(lead);
  });
});
