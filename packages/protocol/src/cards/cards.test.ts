import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { CARD_CASES } from '../test-support/built-in-cards.js';
import { check } from '../values/check.js';
import { AgentChatError } from '../values/errors.js';
import { canonicalHash } from '../values/json.js';
import * as payloads from './action-payloads.js';
import { card } from './builders/card-builders.js';
import { readCard } from './builders/read-card.js';
import type { Card } from './card.js';

const SAMPLE = {
  leadId: 'l1',
  score: 82.5,
  email: 'ada@example.com',
  subject: 'Your parser',
  body: 'Dear Ada,\nyour parser is fast.',
} as const;

const BRIEF = {
  goal: 'Find 2k Python maintainers',
  icp: { language: 'Python', activeDays: 90 },
  limits: { maxSteps: 200, maxRepos: 1, maxPeople: 2_000 },
  yaml: 'goal: maintainers\n',
};

const FORECAST = {
  replyRate: { mean: 0.042, low: 0.02, high: 0.06 },
  deliverability: { mean: 0.97, low: 0.95, high: 0.99 },
  dailyCostMicroUsd: 12_345_600,
};

const MONEY_CAP = {
  meter: 'money',
  scope: { kind: 'run', id: 'r1' },
  window: 'day',
  limit: 50_000_000,
} as const;

const DIFF = {
  policyId: 'p1',
  before: { version: 2 },
  after: { version: 3, source: 'rules: []\n' },
  lines: [
    { kind: 'removed', text: 'rules: [a]', before: 1 },
    { kind: 'added', text: 'rules: []', after: 1 },
    { kind: 'same', text: 'x: 1', before: 2, after: 2 },
  ],
} as const;

const offers = (built: Card): string[] => built.actions?.map(({ actionId }) => actionId) ?? [];

function fault(build: () => unknown): AgentChatError {
  try {
    build();
  } catch (error) {
    if (AgentChatError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

describe('the builders of cards', () => {
  it('there is one for each type, under its name', () => {
    const named = Object.values(card) as unknown[];
    expect(CARD_CASES.map(({ build }) => build)).toEqual(named);
  });

  it('fill in what has a default', () => {
    expect(card.outbox({ runId: 'r1', samples: [SAMPLE] }).data).toEqual({
      runId: 'r1',
      approveAllFrom: 80,
      rowActions: ['approve', 'edit', 'skip', 'lock'],
      samples: [{ ...SAMPLE, evidence: [], policy: [] }],
    });
    expect(card.campaignBrief(BRIEF).data.risks).toEqual([]);
    expect(card.policyDiff(DIFF).data).toMatchObject({
      implications: [],
      enforcement: { status: 'proposed' },
    });
    expect(card.escalation({ reason: 'mx_spike' }).data.severity).toBe('high');
  });

  it('say where a fault is, in words and as a path', () => {
    const error = fault(() =>
      card.outbox({ runId: 'r1', samples: [SAMPLE, { ...SAMPLE, score: 'high' as unknown as number }] }),
    );
    expect(error.code).toBe('InvalidRequest');
    expect(error.message).toBe('The card "outbox": "samples.1.score" must be a number.');
    expect(error.details).toEqual({ card: 'outbox', path: 'samples.1.score' });
  });

  it.each([
    ['a date', { ...BRIEF, icp: { since: new Date(0) } }, 'icp.since', 'is a Date, which is no JSON'],
    ['no number', { ...BRIEF, icp: [Number.NaN] }, 'icp.0', 'is NaN, which is no JSON'],
    ['nothing at all', undefined, '', 'is of type undefined, which is no JSON'],
    ['null', null, '', 'must be an object'],
    ['a list', [BRIEF], 'goal', 'must be an object'],
  ])('refuse %s', (_, data, path, words) => {
    const error = fault(() => card.campaignBrief(data as unknown as typeof BRIEF));
    expect(error.code).toBe('InvalidRequest');
    if (path !== 'goal') expect(error.details).toEqual({ card: 'campaign_brief', path });
    expect(error.message).toContain(words);
  });

  const field = { name: 'a', label: 'A', kind: 'text' } as const;
  const choice = { name: 'b', label: 'B', kind: 'choice' } as const;
  const series = { name: 'Sent', values: [1, 2] };
  const chart = { kind: 'bar', x: { values: ['Mon', 'Tue'] }, series: [series] } as const;

  it.each<[string, () => unknown, string, string]>([
    ['a field twice', () => card.form({ fields: [field, field] }), 'fields.1.name', 'another field too'],
    ['a choice of nothing', () => card.form({ fields: [choice] }), 'fields.0.options', 'must be there'],
    [
      'an option twice',
      () =>
        card.form({
          fields: [
            {
              ...choice,
              options: [
                { value: 'x', label: '1' },
                { value: 'x', label: '2' },
              ],
            },
          ],
        }),
      'fields.0.options.1.value',
      'another option too',
    ],
    [
      'a number in a text',
      () => card.form({ fields: [{ ...field, value: 3 }] }),
      'fields.0.value',
      'must be a string',
    ],
    [
      'bounds the wrong way round',
      () => card.form({ fields: [{ ...field, min: 3, max: 2 }] }),
      'fields.0.max',
      'at least "min"',
    ],
    [
      'a series that is too short',
      () => card.chart({ ...chart, series: [series, { name: 'Replies', values: [1] }] }),
      'series.1.values',
      'must be 2 values',
    ],
    [
      'a series twice',
      () => card.chart({ ...chart, series: [series, series] }),
      'series.1.name',
      'another series too',
    ],
    [
      'words on an axis of numbers',
      () => card.chart({ ...chart, x: { kind: 'number', values: [1, 'two'] } }),
      'x.values.1',
      'must be a number',
    ],
    [
      'an axis that ends before it begins',
      () => card.chart({ ...chart, y: { min: 2, max: 2 } }),
      'y.max',
      'above "y.min"',
    ],
    [
      'a pie of two',
      () => card.chart({ ...chart, kind: 'pie', series: [series, { ...series, name: 'x' }] }),
      'series',
      'one series in a pie',
    ],
    [
      'less than nothing in a pie',
      () => card.chart({ ...chart, kind: 'pie', series: [{ ...series, values: [1, -1] }] }),
      'series.0.values.1',
      'at least 0',
    ],
    [
      'a hash of something else',
      () => card.approval({ question: 'Send?', args: { to: 'ada' }, argsHash: '0'.repeat(64) }),
      'argsHash',
      'the hash of "args"',
    ],
  ])('refuse %s', (_, build, path, words) => {
    const error = fault(build);
    expect(error).toMatchObject({ code: 'InvalidRequest', details: { path } });
    expect(error.message).toContain(words);
  });

  it('bind an approval to what is shown', () => {
    const asked = card.approval({ question: 'Send?', args: { b: 1, a: [2] } });
    const argsHash = canonicalHash({ a: [2], b: 1 });
    expect(asked.data).toMatchObject({ status: 'open', argsHash });
    expect(asked.actions).toMatchObject([
      { actionId: 'approve', payload: { argsHash } },
      { actionId: 'deny', payload: { argsHash } },
    ]);
    // One of the log is answered there, and one that was answered nowhere.
    expect(card.approval({ question: 'Send?', approvalId: 'a1' }).actions).toBeUndefined();
    expect(card.approval({ question: 'Send?', status: 'denied' }).actions).toBeUndefined();
  });

  it('make a copy, which later changes do not reach', () => {
    const risks = ['spam'];
    const built = card.campaignBrief({ ...BRIEF, risks });
    risks.push('more');
    expect(built.data.risks).toEqual(['spam']);
    card.outbox({ runId: 'r1', samples: [] }).data.rowActions?.push('x');
    expect(card.outbox({ runId: 'r1', samples: [] }).data.rowActions).toHaveLength(4);
  });

  it('offer the buttons of their type', () => {
    expect(offers(card.campaignBrief(BRIEF))).toEqual(['simulate', 'edit-yaml', 'run', 'set-budget']);
    expect(offers(card.simulation({ forecast: FORECAST }))).toEqual([
      'run',
      'open-outbox',
      'explain-forecast',
    ]);
    const rows = ['approve', 'edit', 'skip', 'lock'];
    const outbox = card.outbox({ runId: 'r1', samples: [] });
    expect(offers(outbox)).toEqual(['approve-all>=80', 'approve-by-rule', ...rows]);
    expect(offers(outbox)).toEqual(expect.arrayContaining(outbox.data.rowActions!));
    const strict = card.outbox({ runId: 'r1', samples: [], approveAllFrom: 92.5 });
    expect(strict.actions?.[0]).toMatchObject({ actionId: 'approve-all>=92.5', payload: { minScore: 92.5 } });
    expect(offers(card.runSummary({ runId: 'r1', status: 'completed' }))).toEqual([
      'open-outbox',
      'run-again',
    ]);
    const group = { groupId: 'g1', title: 'Timeouts', count: 3, retryable: true };
    expect(offers(card.errorGroup(group))).toEqual(['retry-group', 'dismiss']);
    const fix = { summary: 'Wait longer' };
    expect(offers(card.errorGroup({ ...group, retryable: false, suggestedFix: fix }))).toEqual([
      'apply-fix',
      'dismiss',
    ]);
    expect(offers(card.policyDiff(DIFF))).toEqual(['apply', 'edit-yaml', 'reject']);
    expect(offers(card.policyDiff({ ...DIFF, enforcement: { status: 'enforced' } }))).toEqual(['edit-yaml']);
    expect(offers(card.escalation({ reason: 'x' }))).toEqual(['acknowledge']);
    expect(
      offers(card.escalation({ reason: 'x', budget: MONEY_CAP, paused: { kind: 'run', id: 'r1' } })),
    ).toEqual(['resume', 'set-budget', 'stop', 'acknowledge']);
    expect(offers(card.form({ fields: [field] }))).toEqual(['submit']);
    expect(card.form({ fields: [field], submitted: { values: {} } }).actions).toBeUndefined();
    expect(card.chart(chart).actions).toBeUndefined();
    expect(card.explanation({ summary: 'Because' }).actions).toBeUndefined();
    expect(offers(card.explanation({ summary: 'Because', fix }))).toEqual(['apply-fix']);
  });

  it('give their buttons payloads of the schemas that an agent checks them by', () => {
    const schemas: Readonly<Record<string, z.ZodMiniType>> = {
      run: payloads.RunAtLevelPayload,
      'set-budget': payloads.SetBudgetPayload,
      'edit-yaml': payloads.EditYamlPayload,
      'approve-all>=80': payloads.OutboxBulkPayload,
      'retry-group': payloads.ErrorGroupPayload,
      'apply-fix': payloads.ErrorGroupPayload,
      dismiss: payloads.ErrorGroupPayload,
      apply: payloads.PolicyDiffPayload,
      reject: payloads.PolicyDiffPayload,
      approve: payloads.ApprovalAnswerPayload,
      deny: payloads.ApprovalAnswerPayload,
    };
    const fix = { summary: 'Wait longer' };
    const built: Card[] = [
      card.campaignBrief({ ...BRIEF, autopilot: 2, dailyBudgetMicroUsd: 50_000_000 }),
      card.simulation({ forecast: FORECAST, autopilot: 3 }),
      card.outbox({ runId: 'r1', samples: [] }),
      card.errorGroup({ groupId: 'g1', title: 'Timeouts', count: 3, retryable: true, suggestedFix: fix }),
      card.policyDiff(DIFF),
      card.approval({ question: 'Send?', args: {} }),
    ];
    const seen = new Set<string>();
    for (const { actionId, payload } of built.flatMap(({ actions }) => actions ?? [])) {
      if (payload === undefined) continue;
      seen.add(actionId);
      expect(check(schemas[actionId]!, payload), actionId).toEqual({ success: true, data: payload });
    }
    expect([...seen].sort()).toEqual(Object.keys(schemas).sort());
  });

  it('take buttons and text of one’s own in place of theirs', () => {
    const actions = [{ actionId: 'ship', label: 'Ship it', style: 'danger', payload: [1] }] as const;
    const built = card.explanation({ summary: 'Because' }, { actions, fallbackText: 'Weil' });
    expect(built).toMatchObject({ actions, fallbackText: 'Weil' });
    expect('actions' in card.campaignBrief(BRIEF, { actions: [] })).toBe(false);
    const twice = [actions[0], actions[0]];
    expect(fault(() => card.explanation({ summary: 'x' }, { actions: twice })).details).toEqual({
      card: 'explanation',
      path: 'actions.1.actionId',
    });
    const nameless = [{ actionId: '', label: 'x' }];
    expect(fault(() => card.explanation({ summary: 'x' }, { actions: nameless })).details).toMatchObject({
      path: 'actions.0.actionId',
    });
  });
});

describe('the text in place of a card', () => {
  it.each<[Card, string]>([
    [
      card.campaignBrief({ ...BRIEF, risks: ['spam'], autopilot: 2, dailyBudgetMicroUsd: 50_000_000 }),
      `Campaign brief: Find 2k Python maintainers
Who: language Python, active days 90
Limits: 200 steps, 1 repository, 2,000 people
Autopilot: L2
Budget: $50.00 a day
Risks:
- spam`,
    ],
    [
      card.simulation({
        forecast: FORECAST,
        warnings: ['New domain'],
        risks: [{ risk: 'Bounces', mitigation: 'slow start' }, { risk: 'Summer' }],
      }),
      `Simulation
Reply rate: 4.2 % (2 % to 6 %)
Deliverability: 97 % (95 % to 99 %)
Cost a day: $12.35
Warnings:
- New domain
Risks:
- Bounces (slow start)
- Summer`,
    ],
    [
      card.outbox({
        runId: 'r1',
        total: 12,
        samples: [
          {
            ...SAMPLE,
            subject: 'Your parser\nSubject: forged',
            evidence: [{ label: 'Repository', url: 'https://example.com/r' }],
            policy: [
              { rule: 'tone', status: 'ok' },
              { rule: 'claims', status: 'block', note: 'no source' },
            ],
          },
        ],
      }),
      `Outbox: 12 messages
1. ada@example.com: Your parser Subject: forged (score 82.5, blocked)
   Dear Ada,
   your parser is fast.
   Evidence: Repository https://example.com/r
   Blocked by claims: no source

and 11 more`,
    ],
    [
      card.runSummary({
        runId: 'r1',
        status: 'paused',
        period: { kind: 'day', from: '2026-05-01', to: '2026-05-02' },
        metrics: [{ label: 'Sent', value: 120, before: 80 }],
        costMicroUsd: 4_500_000,
        budgetMicroUsd: 50_000_000,
        nextSteps: ['Raise the floor'],
      }),
      `Daily brief (paused)
From 2026-05-01 to 2026-05-02
Sent: 120 (before: 80)
Cost: $4.50 of $50.00
Next:
- Raise the floor`,
    ],
    [
      card.errorGroup({
        groupId: 'g1',
        title: 'The mail server refused',
        code: 'smtp_550',
        count: 3,
        retryable: false,
        errors: [{ errorId: 'e1', message: 'No such user', node: 'send', leadId: 'l1' }],
        suggestedFix: { summary: 'Skip them' },
        retried: { succeeded: 0, failed: 3 },
      }),
      `3 errors: The mail server refused (smtp_550)
- send: l1: No such user

and 2 more
Suggested fix: Skip them
Retried: 0 succeeded, 3 failed
Trying again does not help.`,
    ],
    [
      card.policyDiff({
        ...DIFF,
        implications: [{ rule: 'a', direction: 'looser', text: 'The rule "a" is gone.' }],
        enforcement: { status: 'enforced', outbox: { checked: 3, ok: 1, warn: 1, block: 1 } },
      }),
      `Policy change (p1): it is in force
- The rule "a" is gone.
Of 3 messages in the outbox 1 are fine, 1 get a warning, 1 are blocked.
\`\`\`diff
- rules: [a]
+ rules: []
\`\`\``,
    ],
    [
      card.escalation({
        reason: 'budget_exceeded',
        message: 'The day is over its budget.',
        budget: MONEY_CAP,
        used: 49_000_000,
        requested: 2_000_000,
        paused: { kind: 'run', id: 'r1' },
        decideBy: '2026-05-02T12:00:00Z',
      }),
      `Paused: the run (high)
The day is over its budget.
Limit: $50.00 for money (run, a day)
Used: $49.00
Needed: $2.00 more
Decide by 2026-05-02T12:00:00Z`,
    ],
    [
      card.explanation({
        summary: 'She maintains two parsers.',
        rootCause: 'The profile asks for parsers.',
        fix: { summary: 'Ask for fewer' },
        evidence: [{ label: 'Search', kind: 'tool_result', seq: 12, url: 'https://example.com' }],
      }),
      `She maintains two parsers.
Root cause: The profile asks for parsers.
Fix: Ask for fewer
Evidence:
- Search (event 12) https://example.com`,
    ],
    [
      card.table({ caption: 'Costs', columns: [{ key: 'a', label: 'A' }], rows: [{ a: 1 }, {}] }),
      'Costs\nA\n1\n',
    ],
    [
      card.form({
        title: 'Where to?',
        fields: [
          { name: 'to', label: 'Address', kind: 'email', required: true, help: 'Where the bill goes' },
          {
            name: 'size',
            label: 'Size',
            kind: 'choice',
            value: 's',
            options: [{ value: 's', label: 'Small' }],
          },
        ],
      }),
      `Where to?
- Address (required)
  Where the bill goes
- Size (so far: Small)
  * Small`,
    ],
    [
      card.form({
        fields: [
          { name: 'on', label: 'News', kind: 'yes_no' },
          { name: 'note', label: 'Note', kind: 'text' },
        ],
        submitted: { values: { on: false }, by: 'ada' },
      }),
      `A form
- News: no
- Note: nothing
Sent by ada`,
    ],
    [
      card.chart({
        kind: 'line',
        title: 'Reply rate',
        x: { label: 'Day', values: ['Monday', 'Tuesday'] },
        y: { format: 'share' },
        series: [
          { name: 'A', values: [0.04, null] },
          { name: 'B', values: [0.071, 0.1] },
        ],
      }),
      `Reply rate
Day | A | B
Monday | 4 % | 7.1 %
Tuesday | unknown | 10 %`,
    ],
    [
      card.approval({
        question: 'Send 40 messages?',
        risk: 'high',
        args: { count: 40 },
        expiresAt: '2026-05-02',
      }),
      `Waits for your yes (high risk): Send 40 messages?
What would be done: {"count":40}
Answer by 2026-05-02`,
    ],
    [
      card.approval({ question: 'Send?', status: 'denied', resolved: { by: 'ada', comment: 'Not\ntoday' } }),
      `Denied: Send?
Answered by ada
Comment: Not today`,
    ],
  ])('says what the card $type says', (built, text) => {
    expect(built.fallbackText).toBe(text);
  });

  it('does not grow with the numbers of a chart', () => {
    const values = Array.from({ length: 500 }, (_, at) => at);
    const { fallbackText } = card.chart({ kind: 'area', x: { values }, series: [{ name: 'y', values }] });
    expect(fallbackText.split('\n')).toHaveLength(28);
    expect(fallbackText).toContain('and 476 more');
  });

  it('does not grow with the outbox beyond ten rows', () => {
    const samples = Array.from({ length: 500 }, (_, at) => ({ ...SAMPLE, leadId: `l${at}` }));
    const { fallbackText } = card.outbox({ runId: 'r1', samples });
    expect(fallbackText.match(/^\d+\. /gm)).toHaveLength(10);
    expect(fallbackText).toContain('and 490 more');
  });
});

describe('readCard', () => {
  it('gives the data of a card of the type, and refuses others', () => {
    const built = card.outbox({ runId: 'r1', samples: [SAMPLE] });
    const sent = JSON.parse(JSON.stringify(built)) as Card;
    expect(readCard('outbox', sent).samples[0]?.leadId).toBe('l1');
    expect(fault(() => readCard('simulation', sent)).code).toBe('InvalidRequest');
    expect(fault(() => readCard('outbox', { ...sent, version: 2 })).message).toBe(
      'This is a card "outbox" of version 2, not a "outbox" of version 1.',
    );
    expect(fault(() => readCard('outbox', { ...sent, data: { runId: 'r1' } })).details).toEqual({
      card: 'outbox',
      path: 'samples',
    });
  });
});
