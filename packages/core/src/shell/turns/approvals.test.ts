import {
  canonicalHash,
  type ConversationEvent,
  type MethodParams,
  type ToolTraits,
} from '@agent-chat/protocol';
import type { ConversationApi } from '@agent-chat/protocol/wire';
import { describe, expect, it } from 'vitest';
import { createMemoryEventStore } from '../../memory/memory-event-store.js';
import type { AgentRunner } from '../../ports/agent-runner.js';
import type { Clock } from '../../ports/environment.js';
import type { OrchestratorOptions } from '../orchestrator-options.js';
import { createManualClock } from '../../testing/manual-clock.js';
import {
  ADA,
  agent,
  closes,
  create,
  EVE,
  framesUntil,
  logOf,
  mortal,
  ofType,
  OPERATOR,
  say,
  start,
  whole,
} from '../../test-support/orchestrator-fixture.js';

const ARGS = { to: 'everyone', amount: 3 };

/** An agent that calls one tool, once in its turn, and notes with what it ran. */
function payer(traits: ToolTraits, args: unknown = ARGS): AgentRunner & { readonly runs: unknown[] } {
  const runs: unknown[] = [];
  return {
    ...agent(async function* ({ events, turn, control }) {
      const own = events.filter((event) => event.turn === turn.turn);
      if (!own.some(({ type }) => type === 'tool_call')) {
        yield { type: 'tool_call', toolCallId: 'pay-1', name: 'pay', args };
      }
      const start = await control.startTool('pay-1', traits);
      if (start.status === 'waiting') return;
      if (start.status === 'started') {
        runs.push(start.args);
        yield { type: 'tool_result', toolCallId: 'pay-1', output: 'paid' };
      } else {
        const { code, message } = start.reason ?? { code: '', message: '' };
        yield { type: 'tool_result', toolCallId: 'pay-1', error: { code, message, retryable: false } };
      }
      yield { type: 'message', parts: [{ type: 'text', text: start.status }], finality: 'turn' };
    }),
    runs,
  };
}

type Requested = Extract<ConversationEvent, { type: 'approval_requested' }>['payload'];

async function asked(api: ConversationApi): Promise<Requested> {
  const frames = await framesUntil(api, whole, ofType('approval_requested'));
  return (frames.at(-1)?.data as ConversationEvent).payload as Requested;
}

let requests = 0;
const answer = (
  { approvalId, argsHash }: Pick<Requested, 'approvalId' | 'argsHash'>,
  rest: Partial<MethodParams<'resolveApproval'>> = {},
): MethodParams<'resolveApproval'> => ({
  conversationId: 'c1',
  clientRequestId: `answer-${++requests}`,
  approvalId,
  argsHash,
  decision: 'approve',
  ...rest,
});

describe('a call that needs an approval', () => {
  it('parks its turn, runs once it is approved, and uses the approval up in the same append', async () => {
    const bot = payer({ needsApproval: true });
    const { orchestrator } = start({ bot });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Pay'));
    const approval = await asked(api);
    expect(approval).toMatchObject({
      subject: { kind: 'tool', name: 'pay', toolCallId: 'pay-1' },
      args: ARGS,
      argsHash: canonicalHash(ARGS),
      approvers: 'operators',
    });
    expect(bot.runs).toEqual([]);
    await orchestrator.as(OPERATOR).call('resolveApproval', answer(approval));
    await framesUntil(api, whole, closes(2));
    expect(bot.runs).toEqual([ARGS]);
    const log = await logOf(api);
    expect(log.map(({ type }) => type)).toEqual([
      'created',
      'run_changed',
      'message',
      'execution_started',
      'tool_call',
      'approval_requested',
      'approval_resolved',
      'execution_started',
      'tool_started',
      'tool_result',
      'message',
    ]);
    expect(log[8]?.payload).toMatchObject({ approvalId: approval.approvalId, argsHash: approval.argsHash });
  });

  it('goes on from an answer that is there before its runner has returned', async () => {
    const bot = payer({ needsApproval: true });
    const answered = Promise.withResolvers<undefined>();
    const slow: AgentRunner = {
      async *run(input) {
        yield* bot.run(input);
        if (bot.runs.length === 0) await answered.promise;
      },
    };
    const { orchestrator } = start({ bot: slow });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Pay'));
    await orchestrator.as(OPERATOR).call('resolveApproval', answer(await asked(api)));
    answered.resolve(undefined);
    await framesUntil(api, whole, closes(2));
    expect(bot.runs).toEqual([ARGS]);
    expect((await logOf(api)).at(-1)?.payload).toMatchObject({ outcome: { status: 'complete' } });
  });

  it('is given up where its runner never takes the answer', async () => {
    const deaf = agent(async function* ({ events, control }) {
      if (!events.some(({ type }) => type === 'tool_call')) {
        yield { type: 'tool_call', toolCallId: 'pay-1', name: 'pay', args: ARGS };
        await control.startTool('pay-1', { needsApproval: true });
      }
    });
    const { orchestrator } = start({ bot: deaf });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Pay'));
    await orchestrator.as(OPERATOR).call('resolveApproval', answer(await asked(api)));
    const frames = await framesUntil(api, whole, closes(2));
    expect((frames.at(-1)?.data as ConversationEvent).payload).toMatchObject({
      outcome: { status: 'failed' },
    });
    expect((await logOf(api)).filter(({ type }) => type === 'execution_started').length).toBeLessThan(8);
  });

  it('runs once, however many people click, and all but one are told that it is closed', async () => {
    const bot = payer({ needsApproval: true });
    const { orchestrator } = start({ bot });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Pay'));
    const approval = await asked(api);
    const operator = orchestrator.as(OPERATOR);
    const clicks = await Promise.allSettled(
      Array.from({ length: 100 }, () => operator.call('resolveApproval', answer(approval))),
    );
    const lost = clicks.flatMap((click) => (click.status === 'rejected' ? [click.reason] : []));
    expect(lost).toHaveLength(99);
    for (const error of lost) expect(error).toMatchObject({ code: 'ApprovalClosed' });
    await framesUntil(api, whole, closes(2));
    expect(bot.runs).toHaveLength(1);
    // After it was used up it is still known, and still closed.
    await expect(operator.call('resolveApproval', answer(approval))).rejects.toMatchObject({
      code: 'ApprovalClosed',
    });
  });

  it('is answered with an error when it is denied', async () => {
    const bot = payer({ needsApproval: true });
    const { orchestrator } = start({ bot });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Pay'));
    const approval = await asked(api);
    await orchestrator
      .as(OPERATOR)
      .call('resolveApproval', answer(approval, { decision: 'deny', comment: 'Too much.' }));
    await framesUntil(api, whole, closes(2));
    expect(bot.runs).toEqual([]);
    expect((await logOf(api)).find(({ type }) => type === 'tool_result')?.payload).toMatchObject({
      error: { code: 'denied', message: 'Too much.' },
    });
  });

  it('runs with the arguments that the approver edited, and logs their hash', async () => {
    const bot = payer({ needsApproval: true });
    const { orchestrator } = start({ bot });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Pay'));
    const approval = await asked(api);
    const editedArgs = { ...ARGS, amount: 1 };
    await orchestrator.as(OPERATOR).call('resolveApproval', answer(approval, { editedArgs }));
    await framesUntil(api, whole, closes(2));
    expect(bot.runs).toEqual([editedArgs]);
    const started = (await logOf(api)).find(({ type }) => type === 'tool_started');
    expect(started?.payload).toMatchObject({ argsHash: canonicalHash(editedArgs) });
  });

  it('goes on after the process that asked has died, and has not forgotten the question', async () => {
    const store = createMemoryEventStore();
    const first = mortal(store);
    const before = start({ bot: payer({ needsApproval: true }) }, { store: first.store, leaseMs: 50 });
    const api = before.orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Pay'));
    const approval = await asked(api);
    first.die();
    const bot = payer({ needsApproval: true });
    const after = start({ bot }, { store, leaseMs: 50 });
    await after.orchestrator.start();
    await after.orchestrator.as(OPERATOR).call('resolveApproval', answer(approval));
    const frames = await framesUntil(after.orchestrator.as(ADA), whole, closes(2));
    expect(bot.runs).toEqual([ARGS]);
    expect(frames.filter(ofType('approval_requested'))).toHaveLength(1);
    expect(frames.some(ofType('turn_cleared'))).toBe(false);
  });

  it('expires when its time is up, and the agent reads so', async () => {
    const manual = createManualClock();
    const delays: number[] = [];
    const clock: Clock = {
      now: manual.now,
      after(delayMs, callback) {
        delays.push(delayMs);
        return manual.after(delayMs, callback);
      },
    };
    const bot = payer({ needsApproval: true });
    const { orchestrator } = start(
      { bot },
      { clock, approvalTtlMs: 60_000, store: createMemoryEventStore({ clock }) },
    );
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Pay'));
    const approval = await asked(api);
    expect(approval.expiresAt).toBe('2026-01-01T00:01:00.000Z');
    await expect.poll(() => delays).toContain(60_000);
    manual.advance(60_000);
    await framesUntil(api, whole, closes(2));
    expect(bot.runs).toEqual([]);
    const log = await logOf(api);
    expect(log.find(({ type }) => type === 'approval_expired')?.payload).toEqual({
      approvalId: approval.approvalId,
      reason: 'expired',
    });
    expect(log.find(({ type }) => type === 'tool_result')?.payload).toMatchObject({
      error: { code: 'approval_expired' },
    });
    await expect(orchestrator.as(OPERATOR).call('resolveApproval', answer(approval))).rejects.toMatchObject({
      code: 'ApprovalExpired',
    });
  });
});

describe('an answer to an approval', () => {
  it('is refused from whoever was not asked', async () => {
    const bot = payer({ needsApproval: true });
    const { orchestrator } = start({ bot });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Pay'));
    const approval = await asked(api);
    const head = (await logOf(api)).length;
    await expect(api.call('resolveApproval', answer(approval))).rejects.toMatchObject({ code: 'Forbidden' });
    await expect(orchestrator.as(EVE).call('resolveApproval', answer(approval))).rejects.toMatchObject({
      code: 'UnknownConversation',
    });
    await expect(
      orchestrator.as(OPERATOR).call('resolveApproval', answer({ ...approval, approvalId: 'other' })),
    ).rejects.toMatchObject({ code: 'UnknownApproval' });
    await expect(
      orchestrator.as(OPERATOR).call('resolveApproval', answer({ ...approval, argsHash: 'other' })),
    ).rejects.toMatchObject({ code: 'ApprovalMismatch' });
    expect(await logOf(api)).toHaveLength(head);
    expect(bot.runs).toEqual([]);
  });

  it('is taken from those who are named', async () => {
    const bot = payer({ needsApproval: true });
    const { orchestrator } = start({ bot }, { approversOf: () => ['ada'] });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Pay'));
    await api.call('resolveApproval', answer(await asked(api)));
    await framesUntil(api, whole, closes(2));
    expect(bot.runs).toEqual([ARGS]);
  });

  it('has the host told whose conversation it asks about', async () => {
    const places: unknown[] = [];
    const bot: AgentRunner = {
      ...payer({ needsApproval: true }),
      validateToolArgs: (_toolName, _args, place) => {
        places.push(place);
        return null;
      },
    };
    const approversOf: OrchestratorOptions['approversOf'] = (_control, _toolName, place) => {
      places.push(place);
      return 'operators';
    };
    const { orchestrator } = start({ bot }, { approversOf });
    const api = orchestrator.as({ ...ADA, tenant: 'beta' });
    await create(api);
    await api.call('sendMessage', say('Pay'));
    const edited = answer(await asked(api), { editedArgs: ARGS });
    await orchestrator.as({ ...OPERATOR, tenant: 'beta' }).call('resolveApproval', edited);
    await framesUntil(api, whole, closes(2));
    expect(new Set(places.map((place) => JSON.stringify(place)))).toEqual(
      new Set([JSON.stringify({ tenant: 'beta', conversationId: 'c1' })]),
    );
    expect(places.length).toBeGreaterThan(1);
  });

  it('is refused with edited arguments that do not fit the tool', async () => {
    const bot: AgentRunner = {
      ...payer({ needsApproval: true }),
      validateToolArgs: async () => ({ code: 'invalid_tool_args', message: 'No amount.', retryable: false }),
    };
    const { orchestrator } = start({ bot });
    const api = orchestrator.as(ADA);
    await create(api);
    await api.call('sendMessage', say('Pay'));
    const approval = await asked(api);
    await expect(
      orchestrator.as(OPERATOR).call('resolveApproval', answer(approval, { editedArgs: {} })),
    ).rejects.toMatchObject({ code: 'InvalidRequest', message: 'No amount.' });
  });
});
