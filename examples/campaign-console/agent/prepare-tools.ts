import { isDeepStrictEqual } from 'node:util';
import { defineTool, type Tool, ToolError } from '@agent-chat/agents';
import { editGuardPolicy, type GuardRule } from '@agent-chat/core';
import * as z from 'zod';
import { findPeople } from '../world/people.ts';
import { briefOf, countsOf, faultGroups, newCampaign } from '../campaign/campaign-state.ts';
import type { Desk } from '../campaign/desk.ts';
import { isDone } from '../campaign/is-done.ts';
import { policyDiffOf } from '../campaign/policy-diff.ts';
import { readPolicy } from '../campaign/read-policy.ts';
import { outboxCardOf, outboxOf, sendable } from '../campaign/outbox.ts';
import { briefCardOf, forecastOf, PRICES, simulationCardOf, summaryCardOf } from '../campaign/reports.ts';
import {
  affordable,
  cardIn,
  isFunded,
  keyOf,
  lookAt,
  nextBatch,
  requireFunds,
  runOf,
  withCard,
} from './tool-parts.ts';

const RULE_NOTE = 'A rule of the guard policy as JSON: id, when, require or forbid, effect, note.';

/** The tools by which the agent gets a campaign ready: nothing of it leaves the house. */
export function prepareTools(desk: Desk): Tool[] {
  return [
    defineTool({
      name: 'draft_brief',
      description: 'Writes down what the campaign is to do. Call it first.',
      parameters: z.object({
        goal: z.string().min(1).max(2_000),
        language: z.string().min(1).max(40),
        activeDays: z.int().min(1).max(3_650),
        maxPeople: z.int().min(1).max(5_000),
        dailyBudgetUsd: z.number().positive().optional(),
      }),
      readOnly: true,
      card: cardIn,
      async run({ dailyBudgetUsd, ...brief }, { call }) {
        const of = runOf(call);
        const campaign = newCampaign({
          ...brief,
          dailyBudgetMicroUsd: dailyBudgetUsd === undefined ? null : Math.round(dailyBudgetUsd * 1_000_000),
        });
        await desk.prepare(of, keyOf(call));
        const before = await desk.read(of.conversationId, of.runId);
        // An answer that is written again has the same brief: whoever has its message is not written to again.
        const goesOn =
          before !== null &&
          before.campaign.results.size > 0 &&
          isDeepStrictEqual(briefOf(before.campaign), briefOf(campaign));
        if (!goesOn)
          await desk.patchState(of, keyOf(call), [{ op: 'add', path: '/campaign', value: campaign }]);
        const { level } = await desk.require(of.conversationId, of.runId);
        return withCard({ level }, briefCardOf(of.runId, goesOn ? before.campaign : campaign, level));
      },
    }),
    defineTool({
      name: 'simulate',
      description: 'The preflight: what the campaign will bring and cost, before anything is done.',
      parameters: z.object({}),
      readOnly: true,
      card: cardIn,
      async run(_args, { call }) {
        const now = await desk.require(call.conversationId, runOf(call).runId);
        const { campaign, level, runId } = now;
        const { sends, total, days } = forecastOf(campaign);
        const card = simulationCardOf(runId, campaign, level, desk.seed);
        return withCard({ sends, totalMicroUsd: total, days, level, isFunded: isFunded(now) }, card);
      },
    }),
    defineTool({
      name: 'discover_people',
      description: 'Looks for people who fit the brief.',
      parameters: z.object({ maxPeople: z.int().min(1).max(5_000) }),
      stage: 'discovery',
      idempotent: true,
      uses: ({ maxPeople }) => [{ meter: 'money', amount: maxPeople * PRICES.discover }],
      async run({ maxPeople }, { call }) {
        const of = runOf(call);
        const before = await desk.require(of.conversationId, of.runId);
        requireFunds(before);
        const { campaign } = before;
        const found = findPeople(desk.seed, { ...campaign, count: maxPeople }).length;
        await desk.patchState(of, keyOf(call), [
          { op: 'replace', path: '/campaign/found', value: found },
          { op: 'replace', path: '/campaign/stage', value: 'found' },
        ]);
        return { found };
      },
    }),
    defineTool({
      name: 'write_messages',
      description: 'Writes a message to each of the people found, and shows the outbox.',
      parameters: z.object({ count: z.int().min(1).max(5_000) }),
      stage: 'personalisation',
      idempotent: true,
      uses: ({ count }) => [{ meter: 'money', amount: count * PRICES.personalise }],
      card: cardIn,
      async run({ count }, { call }) {
        const of = runOf(call);
        requireFunds(await desk.require(of.conversationId, of.runId));
        await desk.patchState(of, keyOf(call), [
          { op: 'replace', path: '/campaign/stage', value: 'written' },
          { op: 'replace', path: '/campaign/found', value: count },
        ]);
        const found = await desk.require(of.conversationId, of.runId);
        const { ready, waiting } = sendable(found.rows, found.campaign, found.level);
        const about = { written: found.rows.length, ready: ready.length, waiting: waiting.length };
        const next = { level: found.level, next: nextBatch(found) };
        return withCard({ ...about, ...next }, outboxCardOf(of.runId, found.rows));
      },
    }),
    defineTool({
      name: 'show_outbox',
      description: 'Shows the outbox again.',
      parameters: z.object({}),
      readOnly: true,
      card: cardIn,
      async run(_args, { call }) {
        const { rows, runId } = await lookAt(desk, call);
        return withCard({ total: rows.length }, outboxCardOf(runId, rows));
      },
    }),
    defineTool({
      name: 'campaign_status',
      description: 'How the campaign stands, and the next batch that may be sent.',
      parameters: z.object({}),
      readOnly: true,
      async run(_args, { call }) {
        const found = await desk.look(call.conversationId, runOf(call).runId);
        if (found === null) return { stage: 'none' };
        if (found.isOver)
          return { stage: 'over', ...countsOf(found.campaign), brief: briefOf(found.campaign) };
        const { campaign, level, rows } = found;
        const { ready, waiting } = sendable(rows, campaign, level);
        const groups = [...faultGroups(campaign)];
        const faults = Object.fromEntries(groups.map(([fault, leads]) => [fault, leads.length]));
        const { maxPeople, found: people, stage } = campaign;
        const about = {
          stage,
          level,
          maxPeople,
          found: people,
          ready: ready.length,
          waiting: waiting.length,
        };
        return {
          ...about,
          ...countsOf(campaign),
          faults,
          failedLeads: Object.fromEntries(groups),
          affordable: affordable(found),
          isDone: isDone(found),
          next: nextBatch(found),
        };
      },
    }),
    defineTool({
      name: 'check_policy',
      description: 'Shows how the guard policy has changed, and what the rule in force does to the outbox.',
      parameters: z.object({}),
      readOnly: true,
      card: cardIn,
      async run(_args, { call }) {
        const of = runOf(call);
        const [now, before] = await desk.policies(of.conversationId);
        if (now === undefined) throw new ToolError('There is no policy yet.');
        const rows = (await desk.read(of.conversationId, of.runId))?.rows ?? [];
        await desk.refreshOutbox(of.conversationId, of.runId, keyOf(call));
        const card = policyDiffOf(before ?? null, now, rows, { status: 'enforced', since: now.ts });
        const blocked = rows.filter(({ policy }) => policy === 'block').length;
        return withCard({ version: now.version, checked: rows.length, blocked }, card);
      },
    }),
    defineTool({
      name: 'propose_policy',
      description: `Shows a rule of evidence, tone, legal or style as a change of the guard policy that a person may apply. ${RULE_NOTE}`,
      parameters: z.object({ rule: z.looseObject({ id: z.string() }) }),
      readOnly: true,
      card: cardIn,
      async run({ rule }, { call }) {
        const of = runOf(call);
        const [before] = await desk.policies(of.conversationId);
        const change = { type: 'put', rule: rule as unknown as GuardRule } as const;
        const edited = editGuardPolicy(before?.source ?? 'rules: []\n', change);
        if (!edited.success) throw new ToolError(`This is no rule: ${edited.faults[0]?.message ?? ''}`);
        const found = await desk.read(of.conversationId, of.runId);
        const rows = found ? outboxOf(desk.seed, found.campaign, readPolicy(edited.source)) : [];
        const after = { source: edited.source, version: (before?.version ?? 0) + 1 };
        return withCard({ rule: rule.id }, policyDiffOf(before ?? null, after, rows, { status: 'proposed' }));
      },
    }),
    defineTool({
      name: 'set_brief',
      description: 'Whether the brief of a campaign that runs alone (autopilot L4) comes daily or weekly.',
      parameters: z.object({ every: z.enum(['day', 'week']) }),
      readOnly: true,
      async run({ every }, { call }) {
        const of = runOf(call);
        await desk.require(of.conversationId, of.runId);
        await desk.patchState(of, keyOf(call), [{ op: 'add', path: '/campaign/briefEvery', value: every }]);
        return { every };
      },
    }),
    defineTool({
      name: 'summarise',
      description:
        'Sums up the run so far, the last day or week of it, or the days of a brief. A run that has nothing left to do ends by it.',
      parameters: z.object({
        period: z.enum(['run', 'day', 'week']),
        from: z.iso.date().optional().describe('Of a brief: its first day.'),
        to: z.iso.date().optional().describe('Of a brief: the day after its last.'),
      }),
      readOnly: true,
      card: cardIn,
      async run({ period, ...days }, { call }) {
        const before = await lookAt(desk, call);
        const isEnded = await desk.endIfDone(before, `${keyOf(call)}-end`);
        const found = isEnded ? await lookAt(desk, call) : before;
        const { control, timeline } = found.log.state;
        const opened = timeline.runs.get(found.runId)?.createdAt ?? control.createdAt;
        // Up to what was logged last, that included.
        const now = new Date(Date.parse(control.updatedAt) + 1).toISOString();
        const lengthMs = { run: Infinity, day: 86_400_000, week: 604_800_000 }[period];
        const to = days.to === undefined ? now : startOf(days.to);
        const earliestMs = days.from === undefined ? Date.parse(to) - lengthMs : Date.parse(days.from);
        const from = new Date(Math.max(Date.parse(opened), earliestMs)).toISOString();
        const card = summaryCardOf(found, { kind: period, from, to });
        return withCard({ ...countsOf(found.campaign), isOver: found.isOver }, card);
      },
    }),
  ];
}

/** The first moment of a day in UTC. */
function startOf(day: string): string {
  return new Date(day).toISOString();
}
