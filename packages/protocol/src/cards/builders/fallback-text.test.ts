import { describe, expect, it } from 'vitest';
import { BRIEF, DIFF, FORECAST, MONEY_CAP, SAMPLE } from '../../test-support/card-data.js';
import type { Card } from '../card.js';
import { card } from './card-builders.js';

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
Reply rate: 4.2% (2% to 6%)
Deliverability: 97% (95% to 99%)
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
        enforcement: { status: 'enforced', outbox: { checked: 3, ok: 1, warn: 0, block: 2 } },
      }),
      `Policy change (p1): is in force
- The rule "a" is gone.
Of 3 messages in the outbox 1 is fine, 2 are blocked.
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
      `Run paused (high)
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
Monday | 4% | 7.1%
Tuesday | unknown | 10%`,
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
    [
      card.approval({
        question: 'Send this?',
        details: 'To Ada.\n\nAnswered by ada',
        args: 'Dear Ada,\nComment: fine',
      }),
      `Waits for your yes: Send this?
   To Ada.

   Answered by ada
What would be done: Dear Ada,
   Comment: fine`,
    ],
    [
      card.table({
        columns: [
          { key: 'a', label: 'A' },
          { key: 'constructor', label: 'B | C' },
        ],
        rows: [{ a: 'x | y\nz | 1' }],
      }),
      'A | B \\| C\nx \\| y z \\| 1 | ',
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
