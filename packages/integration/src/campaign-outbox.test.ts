import { PersistentMap } from '@agent-chat/protocol';
import { seeded } from '@agent-chat/protocol/test-support';
import { expect, it } from 'vitest';
import type { CampaignState } from '../../../examples/campaign-console/campaign/campaign-state.js';
import { createOutboxReader, outboxOf } from '../../../examples/campaign-console/campaign/outbox.js';
import { readPolicy } from '../../../examples/campaign-console/campaign/read-policy.js';

const SEED = 7;
const POLICIES = [
  null,
  'rules:\n  - {id: floor, when: {cards: outbox}, require: [{path: /samples/*/score, min: 60}], effect: block}\n',
  'rules:\n  - {id: sent, when: {cards: outbox}, forbid: [{path: /samples/*/status, equals: sent}], effect: warn}\n',
];

it('the outbox that is kept and brought up to date is the one that is made anew', () => {
  const random = seeded(20_261_122);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const lead = () => `lead-${String(1 + Math.floor(random() * 300)).padStart(4, '0')}`;
  const read = createOutboxReader(SEED);
  let policy: string | null = null;
  let campaign: CampaignState = {
    goal: 'Find people',
    language: 'Python',
    activeDays: 90,
    maxPeople: 220,
    dailyBudgetMicroUsd: null,
    stage: 'written',
    found: 220,
    tuning: { batchSize: 40, variant: 'A', minScore: 0 },
    approvedFrom: null,
    approvedCountries: [],
    dismissed: [],
    briefEvery: 'day',
    rows: PersistentMap.empty(),
    results: PersistentMap.empty(),
  };
  const changes: readonly (() => void)[] = [
    () => {
      const row = { status: pick(['approved', 'edited', 'skipped'] as const), body: `Words ${random()}` };
      campaign = { ...campaign, rows: campaign.rows.set(lead(), row) };
    },
    () => {
      const result = { outcome: pick(['sent', 'bounced', 'mx_timeout']), attempts: 1, variant: 'A' as const };
      campaign = { ...campaign, results: campaign.results.set(lead(), result) };
    },
    () => {
      campaign = { ...campaign, tuning: { ...campaign.tuning, variant: pick(['A', 'B'] as const) } };
    },
    () => {
      campaign = { ...campaign, approvedFrom: pick([null, 50, 80]), approvedCountries: pick([[], ['DE']]) };
    },
    () => {
      campaign = { ...campaign, found: pick([180, 220]), language: pick(['Python', 'Rust']) };
    },
    () => {
      policy = pick(POLICIES);
    },
  ];
  for (let step = 0; step < 50; step += 1) {
    // Mostly what happens most: rows and results.
    pick([changes[0], changes[0], changes[1], changes[1], ...changes])?.();
    const kept = read('run-1', campaign, policy);
    expect(kept).toEqual(outboxOf(SEED, campaign, policy === null ? null : readPolicy(policy)));
  }
});
