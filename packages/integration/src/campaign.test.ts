import type { KnownEvent } from '@agent-chat/protocol';
import { describe, expect, it, vi } from 'vitest';
import { AGENT_ID, openConsole, outputsOf, toolsIn } from './support/campaign.js';

vi.setConfig({ testTimeout: 60_000 });

const SMALL = 'Find 60 Python maintainers active in 90 days, preflight, then run with $50 a day';

const lastText = (log: readonly KnownEvent[]): string =>
  log
    .flatMap((event) => (event.type === 'message' && event.author === AGENT_ID ? event.payload.parts : []))
    .flatMap((part) => ('text' in part && part.type === 'text' ? [part.text] : []))
    .at(-1) ?? '';

describe('a campaign', () => {
  it('at level 1 is asked for stage by stage, and its outbox is decided row by row', async () => {
    const c = await openConsole();
    await c.say(SMALL);
    expect(toolsIn(await c.log())).toEqual(['draft_brief', 'simulate']);
    expect(await c.cards('campaign_brief')).toMatchObject([
      { dailyBudgetMicroUsd: 50_000_000, autopilot: 1, limits: { maxPeople: 60 } },
    ]);
    expect(await c.cards('simulation')).toHaveLength(1);
    // Nothing is spent before the person has said yes to the budget that the order names.
    expect((await c.approvals()).map(({ subject }) => subject)).toEqual([
      { kind: 'setting', name: 'budget' },
    ]);
    await c.approve('budget');
    await c.say('run');
    await c.approve('discover_people');
    await c.approve('write_messages');
    expect(lastText(await c.log())).toContain('60 messages wait in the outbox');

    await c.press('outbox', 'approve-all>=80', { minScore: 80 });
    const [before] = await c.cards('outbox');
    const row = before?.samples.find(({ status }) => status === undefined) ?? before?.samples[0];
    if (row === undefined) throw new Error('The outbox is empty.');
    const sentence = 'We make a tool for maintainers and would like to hear what you think of it.';
    await c.press('outbox', 'lock', { leadId: row.leadId, sentence });
    const lost = await c.press('outbox', 'edit', { leadId: row.leadId, body: 'Short. answer “stop”' });
    expect(lost).toMatchObject({ outcome: 'declined', message: expect.stringContaining('locked sentence') });
    const body = `Hello. ${sentence} To hear no more of us, answer “stop”.`;
    await c.press('outbox', 'edit', { leadId: row.leadId, subject: 'My own words', body });
    const skipped = before?.samples.find(({ leadId }) => leadId !== row.leadId)?.leadId ?? '';
    await c.press('outbox', 'skip', { leadId: skipped });
    const [shown] = await c.cards('outbox');
    expect(shown?.samples.find(({ leadId }) => leadId === row.leadId)).toMatchObject({
      status: 'edited',
      subject: 'My own words',
      body,
      lockedSentences: [sentence],
    });
    expect(shown?.samples.find(({ leadId }) => leadId === skipped)?.status).toBe('skipped');

    await c.say('send');
    const [asked] = await c.approvals();
    const args = asked?.args as { messages: { leadId: string }[]; variant: string };
    expect(args.messages.map(({ leadId }) => leadId)).not.toContain(skipped);
    // Whoever approves takes one message out: exactly the others are sent.
    const messages = args.messages.slice(1);
    await c.approve('send_messages', { ...args, messages });
    const { results } = await c.campaign();
    expect(Object.keys(results)).toEqual(expect.arrayContaining(messages.map(({ leadId }) => leadId)));
    // One click on the stage covers its later calls: the message that was taken out is ready still, and goes next.
    expect(toolsIn(await c.log()).filter((name) => name === 'send_messages').length).toBeGreaterThan(1);
    expect(results).not.toHaveProperty(skipped);
    expect(await c.cards('run_summary')).toMatchObject([{ status: 'running' }]);
  });

  it('stops by itself where mail servers fall silent, and says so', async () => {
    const c = await openConsole();
    await c.say('Set autopilot L2 with $100 a day.');
    await c.say('Find 760 Python maintainers active in 90 days, then run with $100 a day');
    const [escalation] = await c.cards('escalation');
    expect(escalation).toMatchObject({ reason: 'mx_spike', severity: 'critical', paused: { kind: 'run' } });
    const before = Object.keys((await c.campaign()).results).length;
    await c.press('escalation', 'resume');
    expect(Object.keys((await c.campaign()).results).length).toBeGreaterThan(before);
  });
});

describe('the errors of a run', () => {
  it('are grouped by cause, tried again together with a fix, and the card says what became of them', async () => {
    const c = await openConsole();
    await c.say('Set autopilot L2 with $100 a day.');
    await c.say('Find 200 Python maintainers active in 90 days, then run with $100 a day');
    const groups = await c.cards('error_group');
    expect(groups.map(({ groupId }) => groupId).sort()).toEqual(['mailbox_full', 'mx_timeout', 'smtp_421']);
    expect(groups.find(({ groupId }) => groupId === 'mailbox_full')?.retryable).toBe(false);
    const slow = groups.find(({ groupId }) => groupId === 'smtp_421');
    await c.press('error_group', 'apply-fix', { groupId: 'smtp_421' });
    expect((await c.campaign()).tuning.batchSize).toBe(20);
    const retried = (await c.cards('error_group')).findLast(({ groupId }) => groupId === 'smtp_421')?.retried;
    expect((retried?.succeeded ?? 0) + (retried?.failed ?? 0)).toBe(slow?.count);
    expect(retried?.succeeded).toBeGreaterThan(0);
    expect(outputsOf(await c.log(), 'retry_group')).toHaveLength(1);
    await c.press('error_group', 'dismiss', { groupId: 'mx_timeout' });
    expect((await c.campaign()).dismissed).toEqual(['mx_timeout']);
  });
});

describe('what people write about the policy', () => {
  it('is in force at once in words that the core knows, and the outbox is held to it', async () => {
    const c = await openConsole();
    await c.say('Find 60 Python maintainers active in 90 days');
    await c.say('run');
    await c.approve('discover_people');
    await c.approve('write_messages');
    await c.say('Score floor 75');
    await c.say('Forbid claims without evidence');
    const [floor, evidence] = await c.cards('policy_diff');
    expect(floor?.implications).toMatchObject([{ rule: 'score-floor', direction: 'stricter' }]);
    expect(evidence).toMatchObject({
      before: { version: 2 },
      after: { version: 3 },
      implications: [{ rule: 'claims-need-evidence', direction: 'stricter' }],
      enforcement: { status: 'enforced', outbox: { checked: 60 } },
    });
    const [outbox] = await c.cards('outbox');
    const bare = outbox?.samples.filter((one) => one.evidence.length === 0) ?? [];
    for (const { policy } of bare) {
      expect(policy).toContainEqual(
        expect.objectContaining({ rule: 'claims-need-evidence', status: 'block' }),
      );
    }
    await c.press('outbox', 'approve-all>=80', { minScore: 0 });
    await c.say('send');
    await c.approve('send_messages');
    const blocked = evidence?.enforcement.outbox?.block ?? 0;
    expect(blocked).toBeGreaterThan(10);
    expect(Object.keys((await c.campaign()).results)).toHaveLength(60 - blocked);
  });

  it('in any other words is shown as a change, and applies when a person says so, once and to what was shown', async () => {
    const c = await openConsole();
    await c.say('Set autopilot L1');
    await c.say('Find 20 Python maintainers active in 90 days');
    await c.say('run');
    await c.approve('discover_people');
    await c.approve('write_messages');
    await c.say('Never use the words tool, maintainers');
    await c.say('A message has at most 90 characters');
    const statuses = async () => (await c.cards('policy_diff')).map(({ enforcement }) => enforcement.status);
    expect(await statuses()).toEqual(['proposed', 'proposed']);
    const policyId = (await c.cards('policy_diff')).at(-1)?.policyId;
    expect(await c.press('policy_diff', 'apply', { policyId })).toMatchObject({ outcome: 'done' });
    expect(await statuses()).toEqual(['proposed', 'enforced']);
    expect((await c.cards('policy_diff')).at(-1)?.enforcement.outbox).toMatchObject({
      checked: 20,
      block: 20,
    });
    // The other one was shown as a change of a policy that is not in force any more.
    expect(await c.press('policy_diff', 'apply', { policyId })).toMatchObject({ outcome: 'failed' });
    expect(await statuses()).toEqual(['failed', 'enforced']);
  });
});

describe('"Why?"', () => {
  it('on a card of the campaign leads to the results and the version of the policy it stands on', async () => {
    const c = await openConsole();
    await c.say('Find 20 Python maintainers active in 90 days');
    await c.say('run');
    await c.approve('discover_people');
    await c.approve('write_messages');
    await c.press('outbox', 'explain');
    const [explanation] = await c.cards('explanation');
    expect(explanation?.summary).toBe(
      'It follows from what campaign_status, discover_people, write_messages found.',
    );
    const labels = explanation?.evidence.map(({ label }) => label);
    expect(labels).toEqual([
      'Policy default, version 1',
      'Asked: “run”',
      'Result of campaign_status',
      'you approved discover_people',
      'Result of discover_people',
      'you approved write_messages',
      'Result of write_messages',
    ]);
    const log = await c.log();
    for (const { kind, seq } of explanation?.evidence ?? []) {
      if (kind === 'tool_result') expect(log.find((event) => event.seq === seq)?.type).toBe('tool_result');
    }
  });
});

describe('an approval', () => {
  /** A campaign of 30 whose outbox is approved, and that asks for the stage `send`. */
  const waiting = async () => {
    const c = await openConsole();
    await c.say('Find 30 Python maintainers active in 90 days');
    await c.say('run');
    await c.approve('discover_people');
    await c.approve('write_messages');
    await c.press('outbox', 'approve-all>=80', { minScore: 0 });
    await c.say('send');
    const [asked] = await c.approvals();
    if (asked === undefined) throw new Error('Nobody is asked.');
    const { approvalId, argsHash } = asked;
    const yes = (request: string, more: object = {}) =>
      c.api.call('resolveApproval', {
        conversationId: c.conversationId,
        clientRequestId: request,
        approvalId,
        argsHash,
        decision: 'approve',
        ...more,
      });
    return { c, yes };
  };

  it('that a hundred clicks answer lets each message out once', async () => {
    const { c, yes } = await waiting();
    const clicks = await Promise.allSettled(Array.from({ length: 100 }, (_, at) => yes(`click-${at}`)));
    const lost = clicks.flatMap((click) => (click.status === 'rejected' ? [click.reason] : []));
    expect(lost).toHaveLength(99);
    // Past so many a minute the server does not even ask.
    const codes = lost.map((error: { code?: string }) => error.code);
    expect([...new Set(codes)].toSorted()).toEqual(['ApprovalClosed', 'RateLimited']);
    await c.settled();
    const log = await c.log();
    // The stages before it had one each.
    expect(log.filter(({ type }) => type === 'approval_resolved')).toHaveLength(3);
    expect(outputsOf(log, 'send_messages')).toHaveLength(1);
    const { results } = await c.campaign();
    expect(Object.values(results).map(({ attempts }) => attempts)).toEqual(
      Array.from({ length: 30 }, () => 1),
    );
  });

  it('shows exactly what will run: an answer to other arguments, or with such as fit no tool, is refused', async () => {
    const { c, yes } = await waiting();
    await expect(yes('other', { argsHash: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'ApprovalMismatch',
    });
    await expect(yes('none', { editedArgs: { messages: 'all' } })).rejects.toMatchObject({
      code: 'InvalidRequest',
    });
    expect((await c.campaign()).results).toEqual({});
    expect(await c.approvals()).toHaveLength(1);
  });

  it('that nobody answers for a day expires, and nothing goes out', async () => {
    const { c, yes } = await waiting();
    c.clock.advance(86_400_000 + 1);
    await expect
      .poll(async () => (await c.log()).some(({ type }) => type === 'approval_expired'), { timeout: 20_000 })
      .toBe(true);
    await expect(yes('late')).rejects.toMatchObject({ code: 'ApprovalExpired' });
    await c.settled();
    expect((await c.campaign()).results).toEqual({});
  });

  it('lets nothing out that has changed since it was shown', async () => {
    const c = await openConsole();
    await c.say('Find 30 Python maintainers active in 90 days');
    await c.say('run');
    await c.approve('discover_people');
    await c.approve('write_messages');
    const lead = (await c.cards('outbox'))[0]?.samples[0]?.leadId ?? '';
    await c.press('outbox', 'approve', { leadId: lead });
    await c.say('send');
    await c.press('outbox', 'edit', { leadId: lead, body: 'Other words. answer “stop”' });
    await c.approve('send_messages');
    expect(outputsOf(await c.log(), 'send_messages')[0]).toMatchObject({ error: { code: 'outbox_changed' } });
  });
});

describe('the run of a campaign', () => {
  it('ends when nothing is left to do, and the same can be run again', async () => {
    const c = await openConsole();
    await c.say('Set autopilot L2 with $100 a day.');
    await c.say('Find 30 Python maintainers active in 90 days, then run with $100 a day');
    const runs = async () => (await c.snapshot()).runs.map(({ status }) => status);
    // Faults that may be tried again are something left to do.
    expect((await c.cards('error_group')).map(({ retryable }) => retryable)).toContain(true);
    expect(await runs()).toEqual(['running']);
    expect(await c.cards('run_summary')).toMatchObject([{ status: 'running' }]);
    await c.say('retry the errors');
    expect(await runs()).toEqual(['completed']);
    expect((await c.cards('run_summary')).at(-1)).toMatchObject({ status: 'completed' });
    expect(lastText(await c.log())).toContain('The campaign is done: ');

    // It is there to be read, and nothing of it changes any more.
    await c.say('show the outbox');
    expect(await c.cards('outbox')).toHaveLength(2);
    expect(await c.press('outbox', 'approve-all>=80', { minScore: 0 })).toMatchObject({
      outcome: 'declined',
      message: expect.stringContaining('over'),
    });
    await c.say('send');
    expect(lastText(await c.log())).toContain('This campaign is over.');

    await c.press('run_summary', 'run-again');
    expect((await runs()).toSorted()).toEqual(['completed', 'running']);
    expect((await c.cards('campaign_brief')).map(({ goal }) => goal)).toEqual(
      Array.from({ length: 2 }, () => expect.stringContaining('Find 30 Python maintainers')),
    );
    expect(await c.campaign()).toMatchObject({ stage: 'brief', results: {} });
  });

  it('ends when the last fault that may be tried again is dismissed', async () => {
    const c = await openConsole();
    await c.say('Set autopilot L2 with $100 a day.');
    await c.say('Find 30 Python maintainers active in 90 days, then run with $100 a day');
    const groups = (await c.cards('error_group')).filter(({ retryable }) => retryable);
    for (const { groupId } of groups) await c.press('error_group', 'dismiss', { groupId });
    expect((await c.snapshot()).runs.map(({ status }) => status)).toEqual(['completed']);
  });
});

it('the same seed and the same words give the same campaign', async () => {
  const told = async () => {
    const c = await openConsole();
    await c.say('Set autopilot L2 with $100 a day.');
    await c.say('Find 60 Python maintainers active in 90 days, then run with $100 a day');
    return { campaign: await c.campaign(), tools: toolsIn(await c.log()), said: lastText(await c.log()) };
  };
  const [one, other] = [await told(), await told()];
  expect(one).toEqual(other);
});
