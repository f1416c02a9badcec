import { AUTOPILOT_LEVELS, Card, check } from '@agent-chat/protocol';
import * as cards from '@agent-chat/protocol/cards';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consoleCardFrom, consoleCardToCard } from './campaign-cards.mapping.js';
import { message, prescribedCard, runStatus, step } from './campaign-console.arbitrary.js';
import {
  type ConsoleRun,
  messageFrom,
  messageToEvent,
  runFrom,
  runToEvents,
  stepFrom,
  stepToEvent,
} from './campaign-console.mapping.js';
import {
  type Carried,
  carry,
  CONVERSATION_ID,
  dense,
  extras,
  free,
  ids,
  inMemory,
  instants,
  optional,
  orNull,
  withExtras,
  words,
} from './carry.js';

const ROSTER = [
  { participantId: 'user', kind: 'user', displayName: 'User' },
  { participantId: 'agent', kind: 'agent', displayName: 'Agent' },
] as const;

describe('a campaign console', { timeout: 60_000 }, () => {
  it('has its messages and their cards back, in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 5 }), async (drawn) => {
        const messages = drawn.map((one, index) => ({ ...one, id: `m${index}` }));
        const { state } = await carry(
          inMemory(),
          ROSTER,
          messages.map((one, index) => messageToEvent(one, index + 1)),
        );
        const back = [...state.timeline.entries].flatMap((entry) =>
          entry.kind === 'message' ? [messageFrom(CONVERSATION_ID, entry.ts, entry.message)] : [],
        );
        expect(back).toEqual(messages);
      }),
      { numRuns: 100 },
    );
  });

  it('has its cards understood: each whose fields are prescribed is a built-in card, and comes back from it', () => {
    const schemas: Readonly<Record<string, cards.StandardSchema<unknown>>> = {
      campaign_brief: cards.campaignBriefCardSchema,
      simulation: cards.simulationCardSchema,
      outbox: cards.outboxCardSchema,
    };
    fc.assert(
      fc.property(prescribedCard, extras, (fields, extra) => {
        const theirs = { ...extra, ...dense(fields) };
        const ours = JSON.parse(JSON.stringify(consoleCardToCard(theirs))) as Card;
        const checked = schemas[ours.type]!['~standard'].validate(ours.data);
        expect(checked.issues).toBeUndefined();
        expect(check(Card, ours)).toMatchObject({ success: true });
        expect(consoleCardFrom(ours)).toEqual(theirs);
      }),
      { numRuns: 150 },
    );
  });

  it('has all of its buttons among those of the built-in cards', () => {
    const offered = (card: Card): string[] => card.actions?.map(({ actionId }) => actionId) ?? [];
    const limits = { maxSteps: 1, maxRepos: 1, maxPeople: 1 };
    const forecast = {
      replyRate: { mean: 0, low: 0, high: 0 },
      deliverability: { mean: 1, low: 1, high: 1 },
      dailyCostMicroUsd: 0,
    };
    const { card } = cards;
    expect(offered(card.campaignBrief({ goal: 'g', icp: null, limits, yaml: '' }))).toEqual(
      expect.arrayContaining(['simulate', 'edit-yaml', 'run', 'set-budget']),
    );
    expect(offered(card.simulation({ forecast }))).toEqual(
      expect.arrayContaining(['run', 'open-outbox', 'explain-forecast']),
    );
    expect(offered(card.outbox({ runId: 'r', samples: [] }))).toEqual(
      expect.arrayContaining(['approve-all>=80', 'approve-by-rule', 'approve', 'edit', 'skip', 'lock']),
    );
    const fix = { summary: 'wait' };
    const group = { groupId: 'g', title: 't', count: 1, retryable: true, suggestedFix: fix };
    expect(offered(card.errorGroup(group))).toEqual(expect.arrayContaining(['retry-group', 'apply-fix']));
    expect(offered(card.explanation({ summary: 's', fix }))).toEqual(['apply-fix']);
  });

  it('has its steps back, with money to four decimals', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 5 }), async (steps) => {
        const { state } = await carry(
          inMemory(),
          ROSTER,
          steps.map((one) => stepToEvent(one, 1, 'r1')),
        );
        const back = [...state.timeline.entries].flatMap((entry) =>
          entry.kind === 'event' && entry.event.type === 'step'
            ? [stepFrom(entry.ts, entry.event.payload as Extract<Carried, { type: 'step' }>['payload'])]
            : [],
        );
        expect(back).toEqual(steps);
      }),
      { numRuns: 100 },
    );
  });

  it('has its runs back, with level, budget, campaign and any status, over or not', async () => {
    const run: fc.Arbitrary<ConsoleRun> = withExtras(
      fc.record({
        id: fc.constant(''),
        thread_id: fc.constant(CONVERSATION_ID),
        campaign_id: orNull(ids),
        status: runStatus,
        budget_usd: orNull(fc.nat(100_000_000).map((n) => n / 10_000)),
        autopilot_level: orNull(fc.constantFrom(...AUTOPILOT_LEVELS)),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(run, { maxLength: 4 }), async (drawn) => {
        const runs = drawn.map((one, index) => ({ ...one, id: `r${index}` }));
        const { state } = await carry(inMemory(), ROSTER, runs.flatMap(runToEvents));
        const back = [...state.timeline.runs].map(([, record]) => runFrom(CONVERSATION_ID, record));
        expect(back.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(runs);
      }),
      { numRuns: 100 },
    );
  });

  it('has its actions back, fields that nobody has foretold included', async () => {
    const action = withExtras(
      fc.record({
        threadId: fc.constant(CONVERSATION_ID),
        actionId: fc.string({ minLength: 1, maxLength: 256 }),
        payload: optional(free),
      }),
    ).map(dense);
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 4 }), async (actions) => {
        const { state } = await carry(
          inMemory(),
          ROSTER,
          actions.map(({ threadId: _thread, ...rest }) => ({
            type: 'action_invoked' as const,
            author: 'user',
            payload: { ...rest, messageId: 'm' },
          })),
        );
        const back = [...state.timeline.entries].flatMap((entry) => {
          if (entry.kind !== 'action') return [];
          const { actionId, payload, unknown = [] } = entry;
          const rest = Object.assign({}, ...[...unknown].map((one) => one.payload)) as object;
          return [dense({ ...rest, threadId: CONVERSATION_ID, actionId, payload })];
        });
        expect(back).toEqual(actions);
        expect(state.control.actions).toHaveLength(actions.length);
      }),
      { numRuns: 50 },
    );
  });

  it('has the newest of its policies in force, whatever text it is, with id, version and moment', async () => {
    const policy = fc.record({ id: ids, version: fc.integer({ min: 1 }), yaml: words, created_at: instants });
    await fc.assert(
      fc.asyncProperty(fc.array(policy, { minLength: 1, maxLength: 3 }), async (policies) => {
        const { state, events } = await carry(
          inMemory(),
          ROSTER,
          policies.map(({ id: policyId, version, yaml: source, created_at: ts }) => ({
            type: 'policy_changed' as const,
            author: 'user',
            ts,
            payload: { policyId, version, source, hash: 'h' },
          })),
        );
        const back = events.flatMap((event) => {
          if (event.type !== 'policy_changed') return [];
          const { policyId: id, version, source: yaml } = event.payload;
          return [{ id, version, yaml, created_at: event.ts }];
        });
        expect(back).toEqual(policies);
        const { id: policyId, version, yaml: source } = policies.at(-1)!;
        expect(state.control.policies[0]).toMatchObject({ policyId, version, source });
      }),
      { numRuns: 50 },
    );
  });
});
