import { RUN_STATUSES } from '@agent-chat/protocol';
import fc from 'fast-check';
import type { ConsoleMessage, ConsoleStep } from './campaign-console.mapping.js';
import { CONVERSATION_ID, dense, extras, free, ids, instants, optional, withExtras, words } from './carry.js';

// What a campaign console has, at random.

export const button = withExtras(
  fc.record(
    {
      id: fc.oneof(
        fc.constant('approve-all>=80'),
        fc.string({ minLength: 1, maxLength: 40 }),
        fc.string({ minLength: 256, maxLength: 256 }),
      ),
      label: words,
      style: fc.constantFrom('primary' as const, 'secondary' as const, 'danger' as const),
      payload: free,
    },
    { requiredKeys: ['id', 'label'] },
  ),
);
/** Any string is an id there. */
const anyButton = fc
  .tuple(button, fc.oneof(fc.constant(null), fc.constant(''), fc.string({ minLength: 257, maxLength: 300 })))
  .map(([one, id]) => (id === null ? one : { ...one, id }));
const band = withExtras(
  fc.record({
    mean: fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
    low: fc.nat(),
    high: fc.nat(),
  }),
);
/** Money of a forecast, to four decimals. */
const cost = fc.nat(1_000_000_000).map((n) => n / 10_000);
const costBand = fc.record({ mean: cost, low: cost, high: cost });
/** What may go wrong, each with what is done about it. */
const risks = fc.array(
  withExtras(fc.record({ risk: words, mitigation: words }, { requiredKeys: ['risk'] })),
  { maxLength: 3 },
);
const sample = withExtras(
  fc.record({
    leadId: ids,
    score: fc.nat(100),
    email: words,
    subject: words,
    body: words,
    evidence: fc.array(withExtras(fc.record({ label: words, url: words })), { maxLength: 3 }),
    policy: fc.array(
      withExtras(
        fc.record(
          { rule: words, status: fc.constantFrom('ok', 'warn', 'block'), note: words },
          { requiredKeys: ['rule', 'status'] },
        ),
      ),
      { maxLength: 3 },
    ),
  }),
);
/** Also one that nobody has foretold. */
export const runStatus: fc.Arbitrary<string> = fc.oneof(fc.constantFrom(...RUN_STATUSES), words);
const actions = fc.array(anyButton, { maxLength: 4 });
export const prescribedCard = fc.oneof(
  fc.record({
    type: fc.constant('campaign_brief'),
    goal: fc.string({ minLength: 1, maxLength: 40 }),
    icp: free,
    limits: withExtras(fc.record({ maxSteps: fc.nat(), maxRepos: fc.nat(), maxPeople: fc.nat() })),
    risks: fc.array(words, { maxLength: 3 }),
    yaml: words,
    actions,
  }),
  fc.record({
    type: fc.constant('simulation'),
    forecast: withExtras(
      fc.record({ replyRate: band, deliverability: band, dailyCostUSD: fc.oneof(costBand, cost) }),
    ),
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
export const card = fc.oneof(
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
