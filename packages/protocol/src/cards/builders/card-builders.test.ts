import { describe, expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { CARD_CASES } from '../../test-support/built-in-cards.js';
import { BRIEF, DIFF, FORECAST, MONEY_CAP, SAMPLE, fault } from '../../test-support/card-data.js';
import { check } from '../../values/check.js';
import { canonicalHash } from '../../values/json.js';
import * as payloads from '../action-payloads.js';
import type { Card } from '../card.js';
import { card } from './card-builders.js';

const offers = (built: Card): string[] => built.actions?.map(({ actionId }) => actionId) ?? [];

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

  it('take a field for empty that has the name of what every object has', () => {
    const fields = [{ name: 'constructor', label: 'Builder', kind: 'text' }] as const;
    expect(card.form({ fields, submitted: { values: {} } }).fallbackText).toBe(
      'A form\n- Builder: nothing\nSent',
    );
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
