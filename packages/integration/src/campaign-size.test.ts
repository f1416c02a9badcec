import { FULL } from '@agent-chat/protocol/test-support';
import { expect, it, vi } from 'vitest';
import { type Console, openConsole, toolsIn } from './support/campaign.js';

vi.setConfig({ testTimeout: FULL ? 300_000 : 90_000 });

/** The order of the console's own example; the small sample, too, is more than one day has money for. */
const SIZE = FULL
  ? { order: '2k', people: 2_000, budget: '$50', atMostOnOneDay: 866 }
  : { order: '90', people: 90, budget: '$2.50', atMostOnOneDay: 47 };

/** Whatever the size of the campaign: what it keeps of contacts is one batch. */
const MAX_STATE_CHARS = 20_000;
const DAY_MS = 86_400_000;

const sentBy = async (c: Console): Promise<number> => Object.keys((await c.campaign()).results).length;
const runOf = async (c: Console) => (await c.snapshot()).runs.at(-1);

/** The newest card of each fault. */
const newestGroups = async (c: Console) => [
  ...new Map((await c.cards('error_group')).map((card) => [card.groupId, card])).values(),
];
/** Those that could be tried again. */
const retryable = async (c: Console) =>
  (await newestGroups(c)).filter(({ retryable: may, count }) => may && count > 0);

it(`a campaign of ${SIZE.order} people goes from its order to its end, day by day, and its run state stays small`, async () => {
  const c = await openConsole();
  let mostStateChars = 0;
  const look = async () => {
    mostStateChars = Math.max(mostStateChars, JSON.stringify((await runOf(c))?.state).length);
  };

  // Brief, preflight, and the budget that the order names.
  await c.say(
    `Find ${SIZE.order} Python maintainers active in 90 days, preflight, then run with ${SIZE.budget} a day`,
  );
  expect(toolsIn(await c.log())).toEqual(['draft_brief', 'simulate']);
  expect(await c.cards('campaign_brief')).toMatchObject([{ limits: { maxPeople: SIZE.people } }]);
  expect(await c.cards('simulation')).toHaveLength(1);
  await c.approve('budget');

  // The stages, each with a yes, and the outbox under a policy that was typed.
  await c.say('run');
  await c.approve('discover_people');
  await c.approve('write_messages');
  expect(await c.cards('outbox')).toMatchObject([{ total: SIZE.people }]);
  await c.say('Forbid claims without evidence');
  const [diff] = await c.cards('policy_diff');
  expect(diff?.enforcement).toMatchObject({ status: 'enforced', outbox: { checked: SIZE.people } });
  const blocked = diff?.enforcement.outbox?.block ?? 0;
  expect(blocked).toBeGreaterThan(SIZE.people / 10);
  await c.press('outbox', 'approve-all>=80', { minScore: 0 });
  const [outbox] = await c.cards('outbox');
  const skipped = outbox?.samples.find(({ status }) => status === 'approved')?.leadId ?? '';
  await c.press('outbox', 'skip', { leadId: skipped });
  await look();

  // It sends until the day's money is gone, of which a person is told.
  await c.say('send');
  await c.approve('send_messages');
  const escalations = async () => (await c.cards('escalation')).map(({ reason }) => reason);
  if (FULL) {
    // Before that a stretch of mail servers falls silent.
    expect(await escalations()).toEqual(['mx_spike']);
    await c.press('escalation', 'resume');
  }
  expect((await escalations()).at(-1)).toBe('budget_exceeded');
  expect((await runOf(c))?.status).toBe('paused');
  const onFirstDay = await sentBy(c);
  expect(onFirstDay).toBeGreaterThan(SIZE.people / 4);
  expect(onFirstDay).toBeLessThanOrEqual(SIZE.atMostOnOneDay);
  await look();

  // The next day has money again.
  c.clock.advance(DAY_MS);
  const { conversationId } = c;
  const runId = (await runOf(c))?.runId ?? '';
  await c.api.call('resume', { conversationId, clientRequestId: 'next-day', runId });
  await c.say('send');
  expect(await sentBy(c)).toBe(SIZE.people - blocked - 1);
  await look();

  // Each fault is one card, and is tried again as a group.
  const groups = await retryable(c);
  expect(groups.map(({ groupId }) => groupId).toSorted()).toEqual(['mx_timeout', 'smtp_421']);
  const before = (await c.campaign()).results;
  for (const { groupId, count } of groups) {
    await c.press('error_group', 'retry-group', { groupId });
    const retried = (await newestGroups(c)).find((one) => one.groupId === groupId)?.retried;
    expect((retried?.succeeded ?? 0) + (retried?.failed ?? 0)).toBe(count);
    expect(retried?.succeeded).toBeGreaterThan(0);
    // The silent mail servers are among those of one group: a person looks at it once more.
    if ((await runOf(c))?.status === 'paused') await c.press('escalation', 'resume');
  }
  const { results } = await c.campaign();
  for (const [leadId, { attempts }] of Object.entries(results)) {
    const isRetried = groups.some(({ groupId }) => groupId === before[leadId]?.outcome);
    expect(attempts).toBe(isRetried ? 2 : 1);
  }
  expect(results).not.toHaveProperty(skipped);
  for (const { groupId } of await retryable(c)) await c.press('error_group', 'dismiss', { groupId });

  expect((await runOf(c))?.status).toBe('completed');
  await c.say('sum up');
  const outcomes = Object.values(results).map(({ outcome }) => outcome);
  const went = outcomes.filter((one) => one === 'sent' || one === 'replied').length;
  const summary = (await c.cards('run_summary')).at(-1);
  expect(summary).toMatchObject({ status: 'completed' });
  expect(summary?.metrics).toContainEqual({ label: 'Sent', value: went });

  // The card of the outbox is far up by now, and still tells what became of its rows.
  const [shown] = await c.cards('outbox');
  for (const { leadId, status } of shown?.samples ?? []) {
    expect(status).toBe(results[leadId]?.outcome ?? (leadId === skipped ? 'skipped' : 'approved'));
  }
  await look();
  expect(mostStateChars).toBeLessThan(MAX_STATE_CHARS);
});
