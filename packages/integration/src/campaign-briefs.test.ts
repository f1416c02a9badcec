import type { ModelPort } from '@agent-chat/agents';
import { createOrchestrator } from '@agent-chat/core';
import { expect, it, onTestFinished, vi } from 'vitest';
import { plannerModel } from '../../../examples/campaign-console/agent/planner.js';
import { type Console, openConsole, outputsOf } from './support/campaign.js';
import { TEST_STORES, type TestStore } from './support/test-stores.js';
import { createManualClock } from '@agent-chat/core/testing';

vi.setConfig({ testTimeout: 60_000 });

/** A Sunday evening in UTC: the next midnight begins a day and a week. */
const SUNDAY = Date.UTC(2026, 4, 3, 20);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const sqlite = TEST_STORES.find(({ name }) => name === 'SQLite');

/** A campaign that runs alone, and its process, which can end and start again. */
async function alone({ people = 200, model }: { people?: number; model?: ModelPort } = {}) {
  const clock = createManualClock(SUNDAY);
  const store = (await sqlite?.open(clock)) as TestStore;
  let now = await openConsole({ clock, data: store, ...(model && { model }) });
  onTestFinished(() => store.close());
  return {
    get console() {
      return now;
    },
    /** Ends the process, and starts it again after a while, on the same store. */
    async downFor(ms: number): Promise<void> {
      await now.close();
      clock.advance(ms);
      const { conversationId } = now;
      now = await openConsole({ conversationId, clock, data: store });
    },
    store,
    order: `Find ${people} Python maintainers active in 90 days, then run with $3 a day`,
  };
}

const briefsOf = async (c: Console) =>
  (await c.cards('run_summary')).flatMap(({ period, metrics, costMicroUsd }) => {
    if (period === undefined || period.kind === 'run') return [];
    const { kind, from = '', to = '' } = period;
    const sent = metrics.find(({ label }) => label === 'Sent')?.value;
    return [{ kind, from: from.slice(0, 10), to: to.slice(0, 10), sent, costMicroUsd }];
  });
/** How often the agent was told that a day has begun. */
const newDays = async (c: Console) =>
  (await c.log()).filter(({ author, type }) => author === 'schedule' && type === 'message').length;
const wentOut = async (c: Console) =>
  Object.values((await c.campaign()).results).filter(({ outcome }) => /^(?:sent|replied)$/.test(outcome))
    .length;
const toldOfDay = async (c: Console, count: number) => {
  await expect.poll(() => newDays(c), { timeout: 20_000 }).toBe(count);
  await c.settled();
};

it('the daily brief of a midnight at which no process ran is written when one starts, once, and tells of all days since the last', async () => {
  const process = await alone();
  await process.console.say('Set autopilot L4 with $3 a day.');
  await process.console.say(process.order);
  const onSunday = await wentOut(process.console);
  expect(onSunday).toBeGreaterThan(0);
  expect(await briefsOf(process.console)).toEqual([]);

  await process.downFor(12 * HOUR_MS);
  await toldOfDay(process.console, 1);
  expect(await briefsOf(process.console)).toMatchObject([
    { kind: 'day', from: '2026-05-03', to: '2026-05-04', sent: onSunday },
  ]);
  const onMonday = (await wentOut(process.console)) - onSunday;
  expect(onMonday).toBeGreaterThan(0);

  // A start on the same day finds nothing that is due.
  await process.downFor(HOUR_MS);
  // Nor do three days without a process make three briefs.
  await process.downFor(3 * DAY_MS);
  await toldOfDay(process.console, 2);
  expect(await briefsOf(process.console)).toMatchObject([
    { to: '2026-05-04' },
    { kind: 'day', from: '2026-05-04', to: '2026-05-07', sent: onMonday },
  ]);
});

it('so is the weekly brief, also when the whole Monday was missed, and it tells of whole weeks', async () => {
  const process = await alone({ people: 240 });
  await process.console.say('Set autopilot L4 with $3 a day.');
  await process.console.say(process.order);
  await process.console.say('Brief me weekly');
  const onSunday = await wentOut(process.console);

  // To Tuesday morning.
  await process.downFor(36 * HOUR_MS);
  await toldOfDay(process.console, 1);
  expect(await briefsOf(process.console)).toMatchObject([
    { kind: 'week', from: '2026-05-03', to: '2026-05-04', sent: onSunday },
  ]);
  // On Wednesday it goes on, and no brief is due.
  process.console.clock.advance(DAY_MS);
  await toldOfDay(process.console, 2);
  expect(await briefsOf(process.console)).toHaveLength(1);
  const inTheWeek = (await wentOut(process.console)) - onSunday;

  // Over a Monday to the Thursday behind it.
  await process.downFor(8 * DAY_MS);
  await toldOfDay(process.console, 3);
  expect((await briefsOf(process.console)).at(-1)).toMatchObject({
    kind: 'week',
    from: '2026-05-04',
    to: '2026-05-11',
    sent: inTheWeek,
  });
});

it('a turn that the process left open, and that goes on first, keeps no brief back', async () => {
  const rules = plannerModel();
  const model: ModelPort = {
    ...rules,
    async *step(request) {
      // The process ends while the model thinks about what the first batch has brought.
      const last = request.messages.at(-1);
      if (last?.role === 'tool' && last.name === 'send_messages') {
        await new Promise<void>((resolve) => request.signal.addEventListener('abort', () => resolve()));
      }
      yield* rules.step(request);
    },
  };
  const process = await alone({ model });
  await process.console.say('Set autopilot L4 with $3 a day.');
  const { api, conversationId } = process.console;
  const parts = [{ type: 'text', partId: 'text', text: process.order }] as const;
  await api.call('sendMessage', { conversationId, clientRequestId: 'order', parts: [...parts] });
  await expect
    .poll(async () => outputsOf(await process.console.log(), 'send_messages').length, { timeout: 20_000 })
    .toBe(1);
  const onSunday = await wentOut(process.console);
  await process.downFor(12 * HOUR_MS);
  await toldOfDay(process.console, 1);
  expect((await briefsOf(process.console))[0]).toMatchObject({
    kind: 'day',
    from: '2026-05-03',
    to: '2026-05-04',
    sent: onSunday,
  });
});

it('that something was logged on the day already, after the midnight, keeps no brief back', async () => {
  const process = await alone();
  await process.console.say('Set autopilot L4 with $3 a day.');
  await process.console.say(process.order);
  const onSunday = await wentOut(process.console);
  const { api, conversationId } = process.console;
  const runId = (await process.console.snapshot()).control.currentRunId ?? '';
  await api.call('pause', { conversationId, clientRequestId: 'pause', runId });
  await process.downFor(12 * HOUR_MS);
  const again = process.console.api;
  await again.call('resume', { conversationId, clientRequestId: 'resume', runId });
  expect(await newDays(process.console)).toBe(0);
  await process.downFor(HOUR_MS);
  await toldOfDay(process.console, 1);
  expect((await briefsOf(process.console))[0]).toMatchObject({
    kind: 'day',
    to: '2026-05-04',
    sent: onSunday,
  });
});

it('the campaign of a conversation that is far down the list is told of its day as well', async () => {
  const process = await alone();
  await process.console.say('Set autopilot L4 with $3 a day.');
  await process.console.say(process.order);
  // Later ones stand before it: two pages of them.
  const others = createOrchestrator({
    store: process.store,
    agents: {},
    clock: process.console.clock,
  });
  const { call } = others.as({ kind: 'operator', tenant: 'default', participantId: 'importer' });
  process.console.clock.advance(1);
  await Promise.all(
    Array.from({ length: 210 }, (_, at) =>
      call('createConversation', {
        clientRequestId: `other-${at}`,
        participants: [{ participantId: 'ada', kind: 'user', displayName: 'Ada' }],
      }),
    ),
  );
  await others.close();
  await process.downFor(12 * HOUR_MS);
  await toldOfDay(process.console, 1);
  expect(await briefsOf(process.console)).toMatchObject([{ kind: 'day', to: '2026-05-04' }]);
});

it('a campaign whose conversation has ended is left alone, and not tried again each minute', async () => {
  const lines: string[] = [];
  const logger = { log: (_level: string, message: string) => void lines.push(message) };
  const clock = createManualClock(SUNDAY);
  const c = await openConsole({ clock, logger });
  await c.say('Set autopilot L4 with $3 a day.');
  await c.say('Find 200 Python maintainers active in 90 days, then run with $3 a day');
  const { conversationId } = c;
  await c.api.call('sendMessage', {
    conversationId,
    clientRequestId: 'end',
    parts: [{ type: 'text', partId: 'text', text: 'That is all.' }],
    finality: 'conversation',
  });
  clock.advance(5 * HOUR_MS);
  await c.close();
  expect(lines).toEqual([]);
});
