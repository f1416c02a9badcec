import type { Card } from '@agent-chat/protocol';
import { card } from '@agent-chat/protocol/cards';

const EVIDENCE = [{ label: 'Repository python-scheduler', url: 'https://example.com/python-scheduler' }];
const body = (name: string): string =>
  `Dear ${name},\n\nI read that your scheduler is used by hundreds of projects. We would like to hear what you think.\n\nTo hear no more of us, answer “stop”.`;

/** A campaign's cards, none of which has an element yet. */
export const SAMPLE_CARDS: readonly Card[] = [
  card.campaignBrief({
    goal: 'Find 2k Python maintainers active in 90 days',
    icp: { language: 'Python', role: 'maintainer', activeDays: 90 },
    limits: { maxSteps: 200, maxRepos: 4_000, maxPeople: 2_000 },
    risks: ['Some addresses are old', 'One in five claims has no evidence'],
    yaml: 'language: Python\n',
    autopilot: 2,
    dailyBudgetMicroUsd: 50_000_000,
  }),
  card.simulation({
    forecast: {
      replyRate: { mean: 0.045, low: 0.03, high: 0.07 },
      deliverability: { mean: 0.95, low: 0.92, high: 0.98 },
      dailyCostMicroUsd: { mean: 49_920_000, low: 39_940_000, high: 59_910_000 },
    },
    assumptions: ['About 1,400 of 2,000 people are written to'],
    warnings: ['The daily budget stops the run before its end'],
  }),
  card.outbox({
    runId: 'run-1',
    total: 200,
    samples: [
      {
        leadId: 'lead-1',
        score: 99,
        email: 'ines@mail.example',
        subject: 'About python-scheduler',
        body: body('Ines'),
        evidence: EVIDENCE,
      },
      {
        leadId: 'lead-2',
        score: 98,
        email: 'dana@mail.example',
        subject: 'About python-parser',
        body: body('Dana'),
        status: 'approved',
      },
      {
        leadId: 'lead-3',
        score: 91,
        email: 'hana@mail.example',
        subject: 'About python-queue',
        body: body('Hana'),
        status: 'skipped',
      },
      {
        leadId: 'lead-4',
        score: 90,
        email: 'goran@mail.example',
        subject: 'About python-router',
        body: body('Goran'),
        policy: [{ rule: 'claims-need-evidence', status: 'block', note: 'A claim has no evidence.' }],
      },
    ],
  }),
  card.errorGroup({
    groupId: 'smtp_421',
    title: 'The mail server asked us to slow down',
    code: 'smtp_421',
    count: 8,
    retryable: true,
    errors: [
      { errorId: 'e1', message: 'The mail server asked us to slow down', node: 'send', leadId: 'lead-33' },
    ],
    suggestedFix: { summary: 'Send 20 at a time, then try them again' },
  }),
  card.policyDiff({
    policyId: 'default',
    before: { version: 1 },
    after: { source: 'rules: []\n' },
    lines: [
      { kind: 'same', text: 'rules:' },
      { kind: 'removed', text: '  - id: says-how-to-stop' },
      { kind: 'added', text: '  - id: claims-need-evidence' },
    ],
    implications: [{ rule: 'claims-need-evidence', direction: 'stricter', text: 'Claims need evidence.' }],
    enforcement: { status: 'proposed', outbox: { checked: 60, ok: 54, warn: 0, block: 6 } },
  }),
  card.escalation({
    reason: 'mx_spike',
    severity: 'critical',
    message: 'The mail servers of 12 of 40 people do not answer. The run waits for you.',
    paused: { kind: 'run', id: 'run-1' },
  }),
  card.runSummary({
    runId: 'run-1',
    title: 'Python maintainers',
    status: 'running',
    period: { kind: 'day', from: '2026-11-21T00:00:00Z', to: '2026-11-22T00:00:00Z' },
    metrics: [
      { label: 'Sent', value: 186 },
      { label: 'Replies', value: 10, before: 7 },
    ],
    costMicroUsd: 8_400_000,
    budgetMicroUsd: 100_000_000,
    problems: ['12 messages failed: try them again as a group'],
    evidence: EVIDENCE,
  }),
  card.explanation({
    summary: 'The budget of the day was used up.',
    rootCause: 'Sending costs more than was forecast.',
    fix: { summary: 'Send fewer at a time' },
    evidence: [{ label: 'Budget exceeded', kind: 'tool_result', seq: 12 }],
  }),
];
