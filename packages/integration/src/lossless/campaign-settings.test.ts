import { type AgentRunner, editGuardPolicy, parseGuardPolicy, parseSettings } from '@agent-chat/core';
import {
  AUTOPILOT_LEVELS,
  type Budget,
  type ConversationState,
  isMessageEvent,
  textOf,
} from '@agent-chat/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MICRO } from './campaign-cards.mapping.js';
import { ids } from './carry.js';
import { type Commanded, MEMBER, ROSTER, RUNS, ofType, throughCommands } from './commands.js';

/** What a campaign console lets a person set, for a run or for a campaign. */
interface Caps {
  readonly autopilot: (typeof AUTOPILOT_LEVELS)[number];
  /** In dollars. */
  readonly moneyPerDay: number;
  readonly sendsPerDay: number;
  /** Nobody with less is written to. */
  readonly scoreFloor: number;
  /** In percent of what was sent. */
  readonly thresholds: {
    readonly bounces: number;
    readonly complaints: number;
    readonly mx_failures: number;
  };
}

const PPM_OF_PERCENT = 10_000;
const percent = fc.integer({ min: 1, max: 99 }).map((tenths) => tenths / 10);
const caps: fc.Arbitrary<Caps> = fc.record({
  autopilot: fc.constantFrom(...AUTOPILOT_LEVELS),
  moneyPerDay: fc.integer({ min: 1, max: 100_000 }).map((cents) => cents / 100),
  sendsPerDay: fc.integer({ min: 1, max: 100_000 }),
  scoreFloor: fc.oneof(fc.constant(75), fc.integer({ min: 0, max: 100 })),
  thresholds: fc.record({ bounces: percent, complaints: percent, mx_failures: percent }),
});

const create = ({ as, command }: Commanded) =>
  as(MEMBER).call('createConversation', { ...command(), participants: ROSTER });
const say = ({ as, command }: Commanded, text: string) =>
  as(MEMBER).call('sendMessage', { ...command(), parts: [{ type: 'text', partId: 'p', text }] });

/** The caps of a scope, as a log leaves them. */
function capsFrom(
  { control, timeline }: ConversationState,
  runId: string,
  budgets: readonly Budget[],
): Omit<Caps, 'autopilot'> & { autopilot: number | null } {
  const limitOf = (meter: string, window: Budget['window']): number =>
    budgets.find((budget) => budget.meter === meter && budget.window === window)?.limit ?? Number.NaN;
  const policy = parseGuardPolicy(control.policies[0]?.source ?? '');
  const rule = policy.success ? policy.policy.rules.find(({ id }) => id === 'score-floor') : undefined;
  const percentOf = (meter: string): number => limitOf(meter, 'total') / PPM_OF_PERCENT;
  return {
    // A run without one of its own has that of the conversation.
    autopilot: timeline.runs.get(runId)?.autopilot ?? control.autopilot,
    moneyPerDay: limitOf('money', 'day') / MICRO,
    sendsPerDay: limitOf('sends', 'day'),
    scoreFloor: (rule?.require?.[0] as { min?: number } | undefined)?.min ?? Number.NaN,
    thresholds: {
      bounces: percentOf('bounces'),
      complaints: percentOf('complaints'),
      mx_failures: percentOf('mx_failures'),
    },
  };
}

/** Proposes what the person has written, and applies nothing by itself. */
const obedient: AgentRunner = {
  async *run({ events, control }) {
    const asked = events.findLast((event) => isMessageEvent(event) && event.author === 'user');
    if (asked === undefined || !isMessageEvent(asked)) return;
    for (const { span: _span, ...setting } of parseSettings(textOf(asked.payload.parts))) {
      await control.proposeSetting(setting, asked.seq);
    }
    yield { type: 'message', parts: [{ type: 'text', text: 'Done.' }], finality: 'turn' };
  },
};

describe('what a campaign console lets people set', { timeout: 120_000 }, () => {
  it('has level, caps and thresholds back that were written in the chat, each of them in the log', async () => {
    await fc.assert(
      fc.asyncProperty(caps, async (foreign) => {
        const { autopilot, moneyPerDay, sendsPerDay, scoreFloor, thresholds } = foreign;
        const text = [
          `Set autopilot L${autopilot}.`,
          `Budget $${moneyPerDay.toFixed(2)}/day.`,
          `Cap ${sendsPerDay} sends a day.`,
          `Score floor ${scoreFloor}.`,
          `Bounce threshold ${thresholds.bounces}%.`,
          `Complaint threshold ${thresholds.complaints}%.`,
          `MX failure threshold: ${thresholds.mx_failures}%.`,
        ].join(' ');
        await throughCommands(
          { agents: { agent: obedient } },
          async (process) => {
            const { conversationId } = await create(process);
            const { runId = '' } = await say(process, text);
            await process.as(MEMBER).call('runToCompletion', { conversationId });
            return runId;
          },
          ({ events, state }, runId) => {
            expect(capsFrom(state, runId, state.timeline.runs.get(runId)?.budgets ?? [])).toEqual(foreign);
            // Who wrote it set it, and its message is why.
            const [asked] = ofType(events, 'message');
            const set = ['autopilot_set', 'budget_set', 'policy_changed'];
            const settings = events.filter(({ type }) => set.includes(type));
            expect(settings).toHaveLength(7);
            for (const event of settings)
              expect(event).toMatchObject({ author: 'user', causedBy: asked?.seq });
          },
        );
      }),
      RUNS,
    );
  });

  it('has them back that were set by controls, for a run and for a campaign', async () => {
    const scoped = fc.record({ caps, kind: fc.constantFrom('run' as const, 'campaign' as const), id: ids });
    await fc.assert(
      fc.asyncProperty(scoped, async ({ caps: foreign, kind, id: campaignId }) => {
        await throughCommands(
          {},
          async (process) => {
            await create(process);
            const { as, command } = process;
            const member = as(MEMBER);
            const { runId } = await member.call('changeRun', { ...command(), campaignId });
            await member.call('setAutopilot', { ...command(), level: foreign.autopilot, runId });
            const scope = { kind, id: kind === 'run' ? runId : campaignId };
            const day = { scope, window: 'day' as const };
            const per = { meter: 'sends', min: 100 };
            const budgets: Budget[] = [
              { ...day, meter: 'money', limit: Math.round(foreign.moneyPerDay * MICRO) },
              { ...day, meter: 'sends', limit: foreign.sendsPerDay },
              ...Object.entries(foreign.thresholds).map(([meter, share]) => {
                const limit = Math.round(share * PPM_OF_PERCENT);
                return { scope, window: 'total' as const, meter, limit, per };
              }),
            ];
            for (const budget of budgets) await member.call('setBudget', { ...command(), budget });
            const rule = {
              id: 'score-floor',
              when: { cards: ['outbox'] },
              require: [{ path: '/samples/*/score', min: foreign.scoreFloor }],
              effect: 'block' as const,
            };
            const edited = editGuardPolicy('', { type: 'put', rule });
            if (!edited.success) throw new Error(JSON.stringify(edited.faults));
            await member.call('setPolicy', { ...command(), source: edited.source });
            return runId;
          },
          ({ events, state }, runId) => {
            const own = state.control.budgets.filter(({ scope }) => scope.kind === kind);
            expect(capsFrom(state, runId, own)).toEqual(foreign);
            expect(ofType(events, 'budget_set')).toHaveLength(5);
          },
        );
      }),
      RUNS,
    );
  });
});
