import type { KnownEvent } from '@agent-chat/protocol';
import { describe, expect, it, vi } from 'vitest';
import { type Console, openConsole, outputsOf, PERSON } from './support/campaign.js';

vi.setConfig({ testTimeout: 60_000 });

/** A Sunday evening in UTC. */
const SUNDAY = Date.UTC(2026, 4, 3, 20);
const DAY_MS = 86_400_000;

const asked = (log: readonly KnownEvent[]) =>
  log.flatMap((event) => (event.type === 'approval_requested' ? [event.payload] : []));
const sentBy = async (c: Console): Promise<number> => Object.keys((await c.campaign()).results).length;
const statusOf = async (c: Console) => (await c.snapshot()).runs.at(-1)?.status;
const briefsOf = async (c: Console) =>
  (await c.cards('run_summary')).flatMap(({ period }) => period?.kind ?? []).filter((kind) => kind !== 'run');

describe('at level 0', () => {
  it('every call is asked for, also one that only reads, and nothing runs before a yes', async () => {
    const c = await openConsole();
    await c.say('Set autopilot L0');
    await c.say('Find 20 Rust maintainers active in 30 days, preflight');
    const order = ['draft_brief', 'simulate'];
    for (const tool of order) await c.approve(tool);
    await c.say('run');
    for (const tool of ['campaign_status', 'discover_people']) await c.approve(tool);
    const log = await c.log();
    expect(asked(log).map(({ subject }) => subject.name)).toEqual([
      ...order,
      'campaign_status',
      'discover_people',
      'write_messages',
    ]);
    // The last one waits: it has not begun.
    expect(log.filter(({ type }) => type === 'tool_started')).toHaveLength(4);
    expect((await c.campaign()).stage).toBe('found');
  });
});

describe('at level 1', () => {
  it('each stage is asked for once, and what only reads is not', async () => {
    const c = await openConsole();
    await c.say('Find 120 Python maintainers active in 90 days, preflight');
    await c.say('run');
    await c.approve('discover_people');
    await c.approve('write_messages');
    await c.press('outbox', 'approve-all>=80', { minScore: 0 });
    await c.say('send');
    await c.approve('send_messages');
    const log = await c.log();
    expect(asked(log).map(({ subject, covers }) => [subject.stage, covers])).toEqual([
      ['discovery', 'stage'],
      ['personalisation', 'stage'],
      ['send', 'stage'],
    ]);
    expect(outputsOf(log, 'send_messages').length).toBeGreaterThan(2);
    expect(await sentBy(c)).toBe(120);
  });
});

describe('at level 2', () => {
  it('a cap on money that would break pauses the run, and people decide', async () => {
    const c = await openConsole();
    await c.say('Set autopilot L2 with $2 a day.');
    await c.say('Find 60 Python maintainers active in 90 days, then run with $2 a day');
    expect(await c.cards('escalation')).toMatchObject([
      { reason: 'budget_exceeded', budget: { meter: 'money', limit: 2_000_000 } },
    ]);
    expect(await statusOf(c)).toBe('paused');
    const sent = await sentBy(c);
    expect(60 * 12_000 + sent * 30_000).toBeLessThanOrEqual(2_000_000);
    await c.say('send');
    expect(await sentBy(c)).toBe(sent);
    expect(asked(await c.log())).toEqual([]);
  });

  it('so does a cap on sends; raised by its author it goes on', async () => {
    const c = await openConsole();
    await c.say('Set autopilot L2 with $100 a day.');
    await c.say('Cap 50 sends a day');
    await c.say('Find 60 Python maintainers active in 90 days, then run with $100 a day');
    expect(await c.cards('escalation')).toMatchObject([
      {
        reason: 'budget_exceeded',
        budget: { meter: 'sends', limit: 50, window: 'day' },
        used: 40,
        requested: 20,
      },
    ]);
    expect(await sentBy(c)).toBe(40);
    const { runId } = (await c.snapshot()).runs.at(-1) ?? {};
    const scope = { kind: 'run', id: runId ?? '' } as const;
    const command = { conversationId: c.conversationId };
    const raised = { meter: 'sends', limit: 500, scope, window: 'day' } as const;
    await c.api.call('setBudget', { ...command, clientRequestId: 'raise', budget: raised });
    await c.api.call('resume', { ...command, clientRequestId: 'resume', runId: runId ?? '' });
    await c.settled();
    await c.say('send');
    expect(await sentBy(c)).toBe(60);
  });

  it('a rate of bounces above its threshold pauses the run', async () => {
    const c = await openConsole();
    await c.say('Set autopilot L2 with $100 a day.');
    await c.say('Pause above 0.5 % bounces');
    await c.say('Find 300 Python maintainers active in 90 days, then run with $100 a day');
    const [escalation] = await c.cards('escalation');
    expect(escalation).toMatchObject({
      reason: 'threshold_broken',
      budget: { meter: 'bounces', per: { meter: 'sends' }, limit: 5_000 },
    });
    expect(await statusOf(c)).toBe('paused');
    expect(await sentBy(c)).toBeLessThan(300);
  });

  it('what the policy warns of is an exception: a person decides about it', async () => {
    const c = await openConsole();
    await c.say('Warn about claims without evidence');
    await c.say('Set autopilot L2 with $100 a day.');
    await c.say('Find 40 Python maintainers active in 90 days, then run with $100 a day');
    const [outbox] = await c.cards('outbox');
    const { results } = await c.campaign();
    const warned =
      outbox?.samples.filter(({ policy }) => policy.some(({ status }) => status === 'warn')) ?? [];
    expect(await sentBy(c)).toBeLessThan(40);
    for (const { leadId } of warned) expect(results).not.toHaveProperty(leadId);
    const before = await sentBy(c);
    await c.press('outbox', 'approve-all>=80', { minScore: 0 });
    await c.say('send');
    expect(before).toBeLessThan(40);
    expect(await sentBy(c)).toBe(40);
  });
});

describe('from level 3 on', () => {
  const ORDER = 'Find 260 Python maintainers active in 90 days, then run with $100 a day';
  const patchesIn = (log: readonly KnownEvent[]) =>
    log
      .flatMap((event) => (event.type === 'state_patched' ? event.payload.patch : []))
      .filter(({ path }) => path.startsWith('/campaign/tuning/'));

  it('the agent tunes pacing, variants and filters by itself, and each change is in the log with its reason', async () => {
    const c = await openConsole();
    await c.say('Set autopilot L3 with $100 a day.');
    await c.say(ORDER);
    const log = await c.log();
    const changed = patchesIn(log).map(({ path }) => path.split('/').at(-1));
    expect(changed.toSorted()).toEqual(['batchSize', 'minScore', 'variant']);
    const reasons = log.flatMap((event) =>
      event.type === 'tool_call' && event.payload.name.startsWith('tune_')
        ? [(event.payload.args as { why: string }).why]
        : [],
    );
    expect(reasons).toHaveLength(3);
    for (const why of reasons) expect(why).toMatch(/\.$/);
    expect(asked(log)).toEqual([]);
  });

  it('and below nobody tunes unasked', async () => {
    const c = await openConsole();
    await c.say('Set autopilot L2 with $100 a day.');
    await c.say(ORDER);
    expect(patchesIn(await c.log())).toEqual([]);
  });

  it('within the policy: what it keeps for people is asked for, with the arguments', async () => {
    const c = await openConsole();
    const source = [
      'rules:',
      '  - id: variants-are-ours',
      '    when: { settings: variants }',
      '    effect: ask',
      '',
    ].join('\n');
    await c.api.call('setPolicy', { conversationId: c.conversationId, clientRequestId: 'policy', source });
    await c.say('Set autopilot L3 with $100 a day.');
    await c.say(ORDER);
    const [open] = await c.approvals();
    expect(open).toMatchObject({ subject: { kind: 'tool', name: 'tune_variant' }, args: { variant: 'B' } });
    expect((await c.campaign()).tuning.variant).toBe('A');
    await c.approve('tune_variant', { variant: 'A', why: 'We like it.' });
    expect((await c.campaign()).tuning.variant).toBe('A');
  });
});

describe('at level 4', () => {
  const alone = async (order = 'Find 100 Python maintainers active in 90 days, then run with $3 a day') => {
    const c = await openConsole({ startMs: SUNDAY });
    await c.say('Set autopilot L4 with $3 a day.');
    await c.say(order);
    return c;
  };
  /** Until the agent has written what is due on this day. */
  const nextDay = async (c: Console, hours = 24) => {
    const before = (await c.log()).length;
    c.clock.advance(hours * 3_600_000 + 1);
    await expect.poll(async () => (await c.log()).length, { timeout: 20_000 }).toBeGreaterThan(before);
    await c.settled();
  };

  it('the campaign goes on alone with what each day allows, writes a daily brief, and ends', async () => {
    const c = await alone();
    const first = await sentBy(c);
    expect(100 * 12_000 + first * 30_000).toBeLessThanOrEqual(3_000_000);
    expect(await c.cards('escalation')).toEqual([]);
    await nextDay(c, 4);
    expect(await briefsOf(c)).toEqual(['day']);
    expect(await sentBy(c)).toBeGreaterThan(first);
    for (let day = 0; day < 5 && (await statusOf(c)) === 'running'; day += 1) await nextDay(c);
    expect(await statusOf(c)).toBe('completed');
    expect(await c.approvals()).toEqual([]);
    expect((await c.cards('run_summary')).at(-1)).toMatchObject({
      status: 'completed',
      period: { kind: 'run' },
    });
    // What has ended is not woken again.
    const before = (await c.log()).length;
    c.clock.advance(2 * DAY_MS);
    await c.say('status');
    expect((await c.log()).slice(before).map(({ author }) => author)).not.toContain('schedule');
  });

  it('stays inside of a cap on sends by itself, and goes on with it the next day', async () => {
    const c = await openConsole({ startMs: SUNDAY });
    await c.say('Set autopilot L4 with $100 a day.');
    await c.say('Cap 30 sends a day');
    await c.say('Find 50 Python maintainers active in 90 days, then run with $100 a day');
    expect(await sentBy(c)).toBe(30);
    expect(await c.cards('escalation')).toEqual([]);
    expect(await statusOf(c)).toBe('running');
    await nextDay(c, 4);
    expect(await sentBy(c)).toBe(50);
    expect(await c.cards('escalation')).toEqual([]);
  });

  it('writes a weekly brief instead on Mondays, where it is asked to, and none on other days', async () => {
    const c = await alone('Find 200 Python maintainers active in 90 days, then run with $3 a day');
    await c.say('Brief me weekly');
    await nextDay(c, 4);
    expect(await briefsOf(c)).toEqual(['week']);
    const sent = await sentBy(c);
    await nextDay(c);
    expect(await briefsOf(c)).toEqual(['week']);
    expect(await sentBy(c)).toBeGreaterThan(sent);
  });
});

describe('autopilot and a budget that are typed', () => {
  it('set what the controls of the top bar set, by the same person', async () => {
    const typed = await openConsole();
    await typed.say('Set autopilot L2 with $100 a day.');
    const clicked = await openConsole();
    await clicked.say('Hello');
    const command = { conversationId: clicked.conversationId };
    const runId = (await clicked.snapshot()).control.currentRunId ?? '';
    await clicked.api.call('setAutopilot', { ...command, clientRequestId: 'level', level: 2 });
    const budget = {
      meter: 'money',
      limit: 100_000_000,
      scope: { kind: 'run', id: runId },
      window: 'day',
    } as const;
    await clicked.api.call('setBudget', { ...command, clientRequestId: 'cap', budget });
    const settings = async (c: Console) => {
      const { control } = await c.snapshot();
      const events = (await c.log()).filter(({ type }) => type === 'autopilot_set' || type === 'budget_set');
      return {
        level: control.autopilot,
        budgets: control.budgets.map(({ scope: { kind }, ...rest }) => ({ ...rest, kind })),
        by: events.map(({ author, type }) => `${author} ${type}`),
      };
    };
    expect(await settings(typed)).toEqual(await settings(clicked));
    expect((await settings(typed)).by).toEqual([
      `${PERSON.participantId} autopilot_set`,
      `${PERSON.participantId} budget_set`,
    ]);
  });
});
