import { defineTool, type Tool, ToolError } from '@agent-chat/agents';
import * as z from 'zod';
import {
  type CampaignState,
  countsOf,
  faultGroups,
  isFault,
  type Result,
} from '../campaign/campaign-state.ts';
import type { Desk } from '../campaign/desk.ts';
import { isDone } from '../campaign/is-done.ts';
import { messageToSend, type OutboxRow, sendable } from '../campaign/outbox.ts';
import { errorGroupCardOf, PRICES, spikeCardOf } from '../campaign/reports.ts';
import { readCard } from '@agent-chat/protocol/cards';
import { deliver, type Fault, FAULTS } from '../world/mail.ts';
import { cardIn, keyOf, lookAt, nextBatch, requireFunds, runOf, withCard } from './tool-parts.ts';

const Variant = z.enum(['A', 'B']);
const FaultName = z.enum(['smtp_421', 'mx_timeout', 'mailbox_full']);
const Messages = z
  .array(
    z.object({
      leadId: z.string(),
      to: z.string(),
      subject: z.string(),
      contentHash: z.string().describe('Of subject and body: what was approved is what is sent.'),
    }),
  )
  .min(1)
  .max(200);

/** At a higher share of silent mail servers in one batch something is wrong that a person should see. */
const SPIKE = 0.3;
const SPIKE_SAMPLE = 10;

/** The tools that send, and those that tune how. Nothing is sent in truth: the world is made up. */
export function sendTools(desk: Desk): Tool[] {
  return [
    defineTool({
      name: 'send_messages',
      description:
        'Sends messages of the outbox. Take them from `next` of campaign_status or of the last batch.',
      parameters: z.object({ messages: Messages, variant: Variant }),
      stage: 'send',
      uses: ({ messages }) => sendingUses(messages.length),
      card: cardIn,
      async run({ messages, variant }, { call }) {
        const of = runOf(call);
        const found = await desk.require(of.conversationId, of.runId);
        requireFunds(found);
        const { campaign, rows, level } = found;
        const open = sendable(rows, campaign, level);
        const byLead = new Map([...open.ready, ...open.waiting].map((row) => [row.person.leadId, row]));
        const changed: string[] = [];
        const sending: OutboxRow[] = [];
        // Whoever a model names twice is written to once.
        const once = new Map(messages.map((message) => [message.leadId, message]));
        for (const { leadId, to, subject, contentHash } of once.values()) {
          const row = byLead.get(leadId);
          const now = row && messageToSend(row);
          const isSame = now?.to === to && now.subject === subject && now.contentHash === contentHash;
          if (row !== undefined && isSame) sending.push(row);
          else changed.push(leadId);
        }
        // A message that has changed since it was shown is not the one that was allowed.
        if (sending.length === 0)
          throw new ToolError('None of these may be sent as they are.', { code: 'outbox_changed' });
        const { batchSize } = campaign.tuning;
        const results = sending.map(({ person }) => ({
          leadId: person.leadId,
          result: {
            outcome: deliver(desk.seed, person, { attempt: 1, variant, batchSize }),
            attempts: 1,
            variant,
          },
        }));
        return finish(desk, of, keyOf(call), results, { notSent: changed });
      },
    }),
    defineTool({
      name: 'retry_group',
      description: 'Tries all messages of one fault again.',
      parameters: z.object({ groupId: FaultName, leadIds: z.array(z.string()).min(1).max(1_000) }),
      stage: 'send',
      uses: ({ leadIds }) => sendingUses(leadIds.length),
      async run({ groupId, leadIds }, { call }) {
        const of = runOf(call);
        const { campaign, rows } = await desk.require(of.conversationId, of.runId);
        if (!FAULTS[groupId].retryable) throw new ToolError('Trying these again does not help.');
        const failed = new Set(faultGroups(campaign).get(groupId) ?? []);
        const results = rows
          .filter(
            ({ person: { leadId }, policy }) =>
              leadIds.includes(leadId) && failed.has(leadId) && policy !== 'block',
          )
          .map(({ person }) => {
            const before = campaign.results.get(person.leadId);
            const attempt = (before?.attempts ?? 1) + 1;
            const variant = before?.variant ?? campaign.tuning.variant;
            const outcome = deliver(desk.seed, person, {
              attempt,
              variant,
              batchSize: campaign.tuning.batchSize,
            });
            return { leadId: person.leadId, result: { outcome, attempts: attempt, variant } };
          });
        const output = await finish(desk, of, keyOf(call), results, {});
        const failedAgain = results.filter(({ result }) => isFault(result.outcome)).length;
        const retried = { succeeded: results.length - failedAgain, failed: failedAgain };
        const after = await desk.require(of.conversationId, of.runId);
        await desk.patchCards(of.conversationId, `${keyOf(call)}-group`, 'error_group', (shown) =>
          readCard('error_group', shown).groupId === groupId
            ? errorGroupCardOf(after, groupId, retried)
            : undefined,
        );
        return { ...output, groupId, retried };
      },
    }),
    defineTool({
      name: 'report_errors',
      description: 'Shows the messages that failed of one cause, to be tried again together.',
      parameters: z.object({ groupId: FaultName }),
      readOnly: true,
      card: cardIn,
      async run({ groupId }, { call }) {
        const found = await lookAt(desk, call);
        const leadIds = faultGroups(found.campaign).get(groupId) ?? [];
        return withCard({ groupId, leadIds }, errorGroupCardOf(found, groupId));
      },
    }),
    tuneTool(
      desk,
      'tune_pacing',
      'pacing',
      z.object({ batchSize: z.int().min(1).max(200), why: z.string() }),
    ),
    tuneTool(desk, 'tune_variant', 'variants', z.object({ variant: Variant, why: z.string() })),
    tuneTool(
      desk,
      'tune_filters',
      'filters',
      z.object({ minScore: z.int().min(0).max(100), why: z.string() }),
    ),
  ];
}

/** Changes one thing of how the agent works. Each change is an event of the run, with its reason. */
function tuneTool<T extends { why: string }>(
  desk: Desk,
  name: string,
  tunes: string,
  parameters: z.ZodType<T>,
): Tool {
  return defineTool({
    name,
    description: `Tunes the ${tunes} of the run. From autopilot level 3 on it runs unasked, within policy.`,
    parameters,
    tunes,
    idempotent: true,
    async run({ why: _, ...change }, { call }) {
      const of = runOf(call);
      const patch = Object.entries(change).map(([key, value]) => ({
        op: 'replace' as const,
        path: `/campaign/tuning/${key}`,
        value: value as string | number,
      }));
      await desk.patchState(of, keyOf(call), patch);
      return { tuned: change, next: nextBatch(await desk.require(of.conversationId, of.runId)) };
    },
  });
}

function sendingUses(count: number) {
  return [
    { meter: 'sends', amount: count },
    { meter: 'money', amount: count * PRICES.send },
  ];
}

/** Logs what became of messages, counts the bounces, and stops the run where a person should look. */
async function finish(
  desk: Desk,
  of: { conversationId: string; runId: string },
  key: string,
  results: readonly { readonly leadId: string; readonly result: Result }[],
  more: { readonly notSent?: readonly string[] },
) {
  const changed = Object.fromEntries(results.map(({ leadId, result }) => [leadId, result]));
  await desk.patchContacts(of, key, { results: changed });
  await desk.refreshOutbox(of.conversationId, of.runId, `${key}-outbox`);
  const count = (wanted: string) => results.filter(({ result }) => result.outcome === wanted).length;
  const silent = count('mx_timeout');
  const isSpike = results.length >= SPIKE_SAMPLE && silent / results.length >= SPIKE;
  const message = `The mail servers of ${silent} of ${results.length} people do not answer. The run waits for you.`;
  if (isSpike) await desk.pause(of.conversationId, of.runId, `${key}-spike`, message);
  const bounced = count('bounced');
  // A rate that rises above its threshold pauses the run, and the orchestrator says so.
  if (bounced > 0)
    await desk.report(of.conversationId, of.runId, `${key}-bounces`, [{ meter: 'bounces', amount: bounced }]);
  const after = await desk.require(of.conversationId, of.runId);
  const output = {
    sent: count('sent') + count('replied'),
    bounced,
    failed: results.filter(({ result }) => isFault(result.outcome)).length,
    ...(more.notSent !== undefined && more.notSent.length > 0 && { notSent: more.notSent }),
    level: after.level,
    faults: Object.fromEntries(
      [...faultGroups(after.campaign)].map(([fault, leads]) => [fault, leads.length]),
    ),
    advice: isDone(after) ? null : adviceFor(after.campaign, results),
    isDone: isDone(after),
    next: isSpike ? null : nextBatch(after),
  };
  return isSpike ? withCard(output, spikeCardOf(of.runId, message)) : output;
}

/** What the numbers say could be tuned: from level 3 on the agent does it, below it says so. */
function adviceFor({ tuning, results }: CampaignState, batch: readonly { readonly result: Result }[]) {
  const slow = batch.filter(({ result }) => result.outcome === ('smtp_421' satisfies Fault)).length;
  if (tuning.batchSize > 20 && slow / Math.max(1, batch.length) > 0.04) {
    return { tool: 'tune_pacing', args: { batchSize: 20, why: 'Mail servers ask us to slow down.' } };
  }
  const { sent, bounced } = countsOf({ results });
  if (tuning.minScore < 40 && bounced >= 2 && bounced / (sent + bounced) > 0.01) {
    const args = { minScore: 40, why: 'Addresses bounce: those that fit least are left out.' };
    return { tool: 'tune_filters', args };
  }
  if (tuning.variant === 'A' && sent >= 100) {
    return {
      tool: 'tune_variant',
      args: { variant: 'B', why: 'Few answer variant A: the other one is tried.' },
    };
  }
  return null;
}
