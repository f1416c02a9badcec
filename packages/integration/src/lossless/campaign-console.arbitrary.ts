import fc from 'fast-check';
import type { ConsoleMessage, ConsoleStep } from './campaign-console.mapping.js';
import { CONVERSATION_ID, dense, extras, free, ids, instants, optional, words } from './carry.js';

// What a campaign console has, at random.

export const button = fc.record(
  {
    id: fc.oneof(fc.constant('approve-all>=80'), fc.string({ minLength: 1, maxLength: 40 })),
    label: words,
    style: fc.constantFrom('primary', 'secondary', 'danger'),
    payload: free,
  },
  { requiredKeys: ['id', 'label'] },
);
const band = fc.record({
  mean: fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
  low: fc.nat(),
  high: fc.nat(),
});
/** Money of a forecast, to four decimals. */
const cost = fc.nat(1_000_000_000).map((n) => n / 10_000);
const costBand = fc.record({ mean: cost, low: cost, high: cost });
/** What may go wrong, each with what is done about it. */
const risks = fc.array(fc.record({ risk: words, mitigation: words }, { requiredKeys: ['risk'] }), {
  maxLength: 3,
});
export const sample = fc.record({
  leadId: ids,
  score: fc.nat(100),
  email: words,
  subject: words,
  body: words,
  evidence: fc.array(fc.record({ label: words, url: words }), { maxLength: 3 }),
  policy: fc.array(
    fc.record(
      { rule: words, status: fc.constantFrom('ok', 'warn', 'block'), note: words },
      { requiredKeys: ['rule', 'status'] },
    ),
    { maxLength: 3 },
  ),
});
const actions = fc.array(button, { maxLength: 4 });
export const prescribedCard = fc.oneof(
  fc.record({
    type: fc.constant('campaign_brief'),
    goal: fc.string({ minLength: 1, maxLength: 40 }),
    icp: free,
    limits: fc.record({ maxSteps: fc.nat(), maxRepos: fc.nat(), maxPeople: fc.nat() }),
    risks: fc.array(words, { maxLength: 3 }),
    yaml: words,
    actions,
  }),
  fc.record({
    type: fc.constant('simulation'),
    forecast: fc.record({ replyRate: band, deliverability: band, dailyCostUSD: fc.oneof(costBand, cost) }),
    assumptions: fc.array(words, { maxLength: 3 }),
    warnings: fc.array(words, { maxLength: 3 }),
    risks,
    actions,
  }),
  fc.record({
    type: fc.constant('outbox'),
    runId: ids,
    samples: fc.array(sample, { maxLength: 3 }),
    bulkActions: actions,
  }),
);
/** Also fields that nobody has foretold, and cards of which the console prescribes no fields. */
const card = fc.oneof(
  fc.tuple(prescribedCard, extras).map(([fields, extra]) => ({ ...extra, ...fields })),
  fc
    .tuple(
      fc.constantFrom('run_summary', 'error_group', 'policy_diff', 'escalation', 'explanation', 'moon'),
      extras,
    )
    .map(([type, fields]) => ({ ...fields, type })),
);
export const step: fc.Arbitrary<ConsoleStep> = fc
  .tuple(
    fc.record({
      ts: instants,
      node: words,
      status: fc.constantFrom('start' as const, 'ok' as const, 'retry' as const, 'error' as const),
      latencyMs: optional(fc.nat()),
      // Four decimals.
      costUSD: optional(fc.nat(1_000_000_000).map((n) => n / 10_000)),
      msg: optional(words),
    }),
    extras,
  )
  .map(([fields, extra]) => dense({ ...extra, ...fields }) as ConsoleStep);
export const message: fc.Arbitrary<ConsoleMessage> = fc
  .tuple(
    fc.record({
      role: fc.constantFrom('user' as const, 'assistant' as const, 'tool' as const, 'system' as const),
      createdAt: instants,
      text: optional(words),
      card: optional(card),
      event: optional(step),
    }),
    extras,
  )
  .map(
    ([fields, extra]) => dense({ ...extra, id: '', threadId: CONVERSATION_ID, ...fields }) as ConsoleMessage,
  );
