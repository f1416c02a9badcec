import { type ConversationEvent, type ToolTraits, canonicalHash } from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ToolStart } from '../../decide/start-tool.js';
import type { AgentRunner } from '../../ports/agent-runner.js';
import {
  ADA,
  agent,
  closes,
  create,
  framesUntil,
  logOf,
  OPERATOR,
  say,
  start,
  whole,
} from '../../test-support/orchestrator-fixture.js';

interface PlannedCall {
  readonly name: string;
  readonly args: unknown;
  readonly traits?: ToolTraits;
}

/** An agent that makes all its calls, and ends its turn when none of them waits. */
function caller(calls: readonly PlannedCall[]): AgentRunner & { readonly starts: ToolStart[][] } {
  const starts: ToolStart[][] = [];
  return {
    starts,
    ...agent(async function* ({ events, turn, control }) {
      const own = events.filter((event) => event.turn === turn.turn);
      const done = new Set(
        own
          .filter(({ type }) => type === 'tool_result')
          .map(({ payload }) => (payload as { toolCallId: string }).toolCallId),
      );
      const idOf = (index: number) => `${turn.turn}.${index}`;
      if (!own.some(({ type }) => type === 'tool_call')) {
        for (const [index, { name, args }] of calls.entries()) {
          yield { type: 'tool_call', toolCallId: idOf(index), name, args };
        }
      }
      const round: ToolStart[] = [];
      starts.push(round);
      for (const [index, { traits = {} }] of calls.entries()) {
        const toolCallId = idOf(index);
        if (done.has(toolCallId)) continue;
        const result = await control.startTool(toolCallId, traits);
        round.push(result);
        if (result.status === 'waiting') continue;
        yield { type: 'tool_result', toolCallId, output: result.status };
      }
      if (round.some(({ status }) => status === 'waiting')) return;
      yield { type: 'message', parts: [{ type: 'text', text: 'Done.' }], finality: 'turn' };
    }),
  };
}

let requests = 0;
const command = () => ({ conversationId: 'c1', clientRequestId: `guard-${++requests}` });

async function talking(bot: AgentRunner) {
  const { orchestrator } = start({ bot });
  const api = orchestrator.as(ADA);
  await create(api);
  return { api, operator: orchestrator.as(OPERATOR) };
}

const requestedIn = (log: readonly ConversationEvent[]) =>
  log.flatMap((event) =>
    event.type === 'approval_requested'
      ? [event.payload as { approvalId: string; argsHash: string; covers: string }]
      : [],
  );

/** The newest question, when there are `count`. */
async function question(api: ConversationApi, count: number) {
  await expect.poll(async () => requestedIn(await logOf(api)).length).toBe(count);
  const asked = requestedIn(await logOf(api)).at(-1);
  if (asked === undefined) throw new Error('Nobody asked.');
  return asked;
}

const statuses = (rounds: readonly (readonly ToolStart[])[]) =>
  rounds.map((round) => round.map(({ status }) => status));

describe('autopilot', () => {
  it('at level 0 asks for every call, also for one that only reads', async () => {
    const bot = caller([{ name: 'read', args: {}, traits: { readOnly: true } }]);
    const { api } = await talking(bot);
    await api.call('sendMessage', say('Go', { options: { autopilot: 0 } }));
    expect((await question(api, 1)).covers).toBe('call');
    expect(statuses(bot.starts)).toEqual([['waiting']]);
  });

  it('at level 1 asks once for a stage, whose calls then all run, in later turns too', async () => {
    const send = { name: 'send', args: { to: 'all' }, traits: { stage: 'send' } };
    const bot = caller([send, send]);
    const { api, operator } = await talking(bot);
    await api.call('sendMessage', say('Go', { options: { autopilot: 1 } }));
    const { approvalId, argsHash, covers } = await question(api, 1);
    expect(covers).toBe('stage');
    await expect.poll(() => statuses(bot.starts)).toEqual([['waiting', 'waiting']]);
    await operator.call('resolveApproval', { ...command(), approvalId, argsHash, decision: 'approve' });
    await framesUntil(api, whole, closes(2));
    await api.call('sendMessage', say('And again'));
    await framesUntil(api, whole, closes(4));
    expect(statuses(bot.starts).slice(1)).toEqual([
      ['started', 'started'],
      ['started', 'started'],
    ]);
    expect(requestedIn(await logOf(api))).toHaveLength(1);
    // Another run has approved nothing.
    await api.call('changeRun', command());
    await api.call('setAutopilot', { ...command(), level: 1 });
    await api.call('sendMessage', say('Once more'));
    await question(api, 2);
  });

  it('lets a call tune what agents may tune from level 3 on, within policy, and asks for the rest', async () => {
    const source = [
      'rules:',
      '  - id: not-too-fast',
      '    when: { settings: pacing }',
      '    require: [{ path: /sendsPerHour, max: 100 }]',
      '    effect: block',
    ].join('\n');
    const verdictAt = async (autopilot: 0 | 2 | 3 | 4, tunes: string, sendsPerHour: number) => {
      const bot = caller([{ name: 'tune', args: { sendsPerHour }, traits: { tunes } }]);
      const { api, operator } = await talking(bot);
      await operator.call('setPolicy', { ...command(), source });
      await api.call('sendMessage', say('Go', { options: { autopilot } }));
      await expect.poll(() => statuses(bot.starts).length).toBe(1);
      return bot.starts[0]?.[0]?.status;
    };
    expect(await verdictAt(0, 'pacing', 20)).toBe('waiting');
    expect(await verdictAt(2, 'pacing', 20)).toBe('waiting');
    expect(await verdictAt(3, 'pacing', 20)).toBe('started');
    expect(await verdictAt(4, 'filters', 20)).toBe('started');
    expect(await verdictAt(4, 'budget', 20)).toBe('waiting');
    expect(await verdictAt(4, 'pacing', 500)).toBe('blocked');
  });

  it('is not asked about without a level; a tool of another server that is not marked is', async () => {
    const bot = caller([
      { name: 'local', args: {} },
      { name: 'marked', args: {}, traits: { source: 'mcp', readOnly: true } },
      { name: 'unmarked', args: {}, traits: { source: 'mcp' } },
    ]);
    const { api } = await talking(bot);
    await api.call('sendMessage', say('Go'));
    await question(api, 1);
    expect(statuses(bot.starts)).toEqual([['started', 'started', 'waiting']]);
  });
});

describe('a guard policy', () => {
  const POLICY = `rules:
  - {id: small, when: {tools: pay}, require: [{path: /amount, max: 10}], effect: block, note: Too much.}
  - {id: look, when: {tools: pay}, require: [{path: /amount, max: 5}], effect: ask}
`;
  const paying = async (amount: number) => {
    const bot = caller([{ name: 'pay', args: { amount } }]);
    const { api, operator } = await talking(bot);
    await operator.call('setPolicy', { ...command(), source: POLICY });
    await api.call('sendMessage', say('Pay', { options: { autopilot: 4 } }));
    return { bot, api, operator };
  };

  it('lets through, asks or blocks by the arguments, at every level', async () => {
    for (const [amount, status] of [
      [3, 'started'],
      [7, 'waiting'],
      [30, 'blocked'],
    ] as const) {
      const { bot } = await paying(amount);
      await expect.poll(() => statuses(bot.starts)).toEqual([[status]]);
      if (status === 'blocked') {
        expect(bot.starts[0]?.[0]?.reason).toEqual({ code: 'policy_block', message: 'Too much.' });
      }
    }
  });

  it('looks at what an approver edits, and at what is about to run', async () => {
    const { bot, api, operator } = await paying(7);
    const { approvalId, argsHash } = await question(api, 1);
    const answer = (editedArgs: unknown) =>
      operator.call('resolveApproval', {
        ...command(),
        approvalId,
        argsHash,
        decision: 'approve',
        editedArgs,
      });
    await expect(answer({ amount: 11 })).rejects.toMatchObject({
      code: 'PolicyViolation',
      details: { results: [{ rule: 'small', path: '/amount' }] },
    });
    await answer({ amount: 9 });
    await framesUntil(api, whole, closes(2));
    expect(bot.starts[1]).toMatchObject([{ status: 'started', args: { amount: 9 } }]);
    const log = await logOf(api);
    expect(log.find(({ type }) => type === 'tool_started')?.payload).toMatchObject({
      argsHash: canonicalHash({ amount: 9 }),
    });
  });

  it('that has become stricter stops what was approved before', async () => {
    const { bot, api, operator } = await paying(7);
    const { approvalId, argsHash } = await question(api, 1);
    await operator.call('setPolicy', { ...command(), source: POLICY.replace('max: 10', 'max: 6') });
    await operator.call('resolveApproval', { ...command(), approvalId, argsHash, decision: 'approve' });
    await framesUntil(api, whole, closes(2));
    expect(bot.starts[1]).toMatchObject([{ status: 'blocked' }]);
  });
});

describe('an approval', () => {
  it('holds for the version of the tool that was asked for', async () => {
    const traits = { needsApproval: true, version: '1' };
    const call = { name: 'pay', args: {}, traits };
    const bot = caller([call]);
    const { api, operator } = await talking(bot);
    await api.call('sendMessage', say('Pay'));
    const { approvalId, argsHash } = await question(api, 1);
    traits.version = '2';
    await operator.call('resolveApproval', { ...command(), approvalId, argsHash, decision: 'approve' });
    await framesUntil(api, whole, closes(2));
    expect(bot.starts[1]).toMatchObject([{ status: 'denied', reason: { code: 'approval_mismatch' } }]);
  });

  it('starts its call once at most, whoever answers what, in whatever order', async () => {
    const answers = fc.array(
      fc.record({
        decision: fc.constantFrom('approve' as const, 'deny' as const),
        right: fc.boolean(),
        asked: fc.boolean(),
        editedArgs: fc.option(fc.record({ amount: fc.nat(9) }), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(answers, async (tries) => {
        const bot = caller([{ name: 'pay', args: { amount: 1 }, traits: { needsApproval: true } }]);
        const { api, operator } = await talking(bot);
        await api.call('sendMessage', say('Pay'));
        const { approvalId, argsHash } = await question(api, 1);
        const results = await Promise.allSettled(
          tries.map(({ decision, right, asked, editedArgs }) =>
            (asked ? operator : api).call('resolveApproval', {
              ...command(),
              approvalId,
              argsHash: right ? argsHash : 'wrong',
              decision,
              ...(editedArgs && { editedArgs }),
            }),
          ),
        );
        const counts = results.map(({ status }) => status === 'fulfilled');
        const first = tries.findIndex(({ right, asked }) => right && asked);
        expect(counts.filter(Boolean)).toHaveLength(first === -1 ? 0 : 1);
        if (first === -1) return;
        await framesUntil(api, whole, closes(2));
        const log = await logOf(api);
        const started = log.filter(({ type }) => type === 'tool_started');
        const { decision, editedArgs } = tries[counts.indexOf(true)] as (typeof tries)[number];
        expect(started).toHaveLength(decision === 'approve' ? 1 : 0);
        if (decision === 'deny') return;
        const argsHashOfStart = canonicalHash(editedArgs ?? { amount: 1 });
        expect(started[0]?.payload).toMatchObject({ approvalId, argsHash: argsHashOfStart });
      }),
      { numRuns: 40 },
    );
  });
});

describe('a message that steers', () => {
  it('is taken into the open turn as it was sent, and the turn still has one owner', async () => {
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const seen: ConversationEvent[] = [];
    const bot = agent(async function* ({ control }) {
      begun.resolve();
      await gate.promise;
      seen.push(...(await control.takeSteered()), ...(await control.takeSteered()));
      yield { type: 'message', parts: [{ type: 'text', text: 'Done.' }], finality: 'turn' };
    });
    const { api } = await talking(bot);
    await api.call('sendMessage', say('Go'));
    await begun.promise;
    const steer = say('Left!', { delivery: 'steer' });
    const { messageId, seq } = await api.call('sendMessage', steer);
    await api.call('sendMessage', say('Later'));
    gate.resolve();
    await framesUntil(api, whole, closes(2));
    expect(seen).toMatchObject([
      {
        author: 'ada',
        turn: 2,
        finality: 'none',
        causedBy: seq,
        clientRequestId: steer.clientRequestId,
        payload: { messageId },
      },
    ]);
    const log = await logOf(api);
    const closing = log.find(({ turn, finality }) => turn === 2 && finality === 'turn');
    expect(closing).toMatchObject({ author: 'bot', payload: { parentId: messageId } });
    expect(log.find(({ turn }) => turn === 3)).toMatchObject({ author: 'ada', finality: 'turn' });
  });
});
