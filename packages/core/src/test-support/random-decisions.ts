import type { MessageEntry, StopMode, TurnClearedReason } from '@agent-chat/protocol';
import fc from 'fast-check';
import { decideHostAnswer, decideInvokeAction, decideSettleAction } from '../decide/action.js';
import { decideExpireApprovals, decideRequestApproval, decideResolveApproval } from '../decide/approval.js';
import { decideRegenerate, decideSelectBranch } from '../decide/branch.js';
import { decideBudgetsExceeded } from '../decide/budget.js';
import type { Actor, Decision } from '../decide/decision.js';
import { decideExecutionMessage, decideExecutionTrace } from '../decide/execution.js';
import { decidePause, decideResume } from '../decide/pause.js';
import { decideCancelQueued, decideEditQueued } from '../decide/queue.js';
import { decideHandOff } from '../decide/remark.js';
import { decideChangeRoster } from '../decide/roster.js';
import { decideChangeRun } from '../decide/run.js';
import { decideSendMessage } from '../decide/send-message.js';
import { decideSendTrace } from '../decide/send-trace.js';
import { decideStartTool } from '../decide/start-tool.js';
import { decideTakeSteered } from '../decide/steer.js';
import { clearTurnEvents, decideStop } from '../decide/stop.js';
import { decideEndSilent, decideTakeTurn } from '../decide/take-turn.js';
import type { SchedulingPolicy } from '../ports/scheduling-policy.js';
import { agent, CAP, type DecidedLog, user } from './decided-log.js';

export const PEOPLE = [user('ada'), user('bob')];
export const AGENTS = [agent('bot'), agent('cal')];

const op = <T extends string>(...names: readonly T[]) => fc.constantFrom(...names);
const people = fc.constantFrom('ada', 'bob');
const anyone = fc.constantFrom('ada', 'bob', 'bot', 'cal', 'op');
const pick = fc.nat(9);

/** One step of a random history. Numbers pick among what is there at that moment. */
const anyStep = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      op: op('send'),
      who: fc.constantFrom('ada', 'ada', 'bob', 'bot', 'cal', 'mallory'),
      finality: fc.oneof(
        { weight: 20, arbitrary: fc.constant('turn' as const) },
        { weight: 3, arbitrary: fc.constant('none' as const) },
        { weight: 1, arbitrary: fc.constant('conversation' as const) },
      ),
      says: fc.constantFrom('Well.', '@ada', '@bot', '@cal'),
      cas: fc.option(fc.nat(6), { nil: undefined, freq: 6 }),
      delivery: fc.constantFrom('next' as const, 'steer' as const),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ op: op('start'), who: fc.constantFrom('bot', 'cal', 'bot', 'cal', null) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      op: op('write'),
      finality: fc.constantFrom('none' as const, 'none' as const, 'turn' as const, 'turn' as const),
      says: fc.constantFrom('Well.', '@ada', '@bot', '@cal'),
      stale: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      op: op('tool'),
      type: fc.constantFrom('tool_call' as const, 'tool_started' as const, 'tool_result' as const),
      id: fc.constantFrom('t1', 't2'),
      asks: fc.boolean(),
    }),
  },
  fc.record({
    op: op('stop'),
    mode: fc.constantFrom<StopMode>('graceful', 'hard'),
    late: fc.boolean(),
  }),
  {
    weight: 3,
    arbitrary: fc.record({
      op: op('clear'),
      reason: fc.constantFrom<TurnClearedReason>('restart', 'stopped', 'lost', 'idle', 'budget'),
    }),
  },
  fc.record({ op: op('idle'), agoMs: fc.nat(60) }),
  fc.record({ op: op('cancel', 'edit'), who: people, pick }),
  fc.record({ op: op('takeSteered', 'expire', 'ask', 'question', 'cap') }),
  fc.record({ op: op('resolve', 'answer'), who: people, pick, yes: fc.boolean() }),
  fc.record({ op: op('branch', 'regenerate'), who: anyone, pick }),
  fc.record({ op: op('press'), who: anyone, pick, isHostAsked: fc.boolean() }),
  fc.record({ op: op('host', 'settle'), pick, yes: fc.boolean() }),
  {
    weight: 3,
    arbitrary: fc.record({ op: op('handOff'), who: anyone, to: fc.constantFrom('ada', 'bot', 'cal') }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      op: op('comes', 'leaves'),
      who: fc.constantFrom('bob', 'bot', 'cal', 'bot', 'cal'),
    }),
  },
  fc.record({ op: op('pause', 'resume') }),
  fc.record({ op: op('run'), status: fc.constantFrom('running' as const, 'completed' as const) }),
);
export type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

const says = (
  who: 'ada' | 'bob' | 'bot',
  text: '@ada' | '@bot' | 'Well.',
  finality: 'none' | 'turn',
): Step => ({
  op: 'send',
  who,
  says: text,
  finality,
  cas: undefined,
  delivery: 'next',
});
/** Messages wait for an agent, whoever is due by the policy. */
const ASKED_OF_A_BUSY_AGENT = [
  says('bot', 'Well.', 'none'),
  says('ada', 'Well.', 'turn'),
  says('bob', '@ada', 'turn'),
  says('ada', '@bot', 'turn'),
  says('ada', 'Well.', 'turn'),
];

/** Histories of at most `maxLength` steps, of which some begin where messages wait. */
export const anyHistory = (maxLength = 60): fc.Arbitrary<Step[]> =>
  fc
    .tuple(fc.constantFrom([], ASKED_OF_A_BUSY_AGENT), fc.array(anyStep, { maxLength }))
    .map(([beginning, steps]) => [...beginning, ...steps].slice(0, maxLength));

const actor = (participantId: string): Actor => ({ participantId, operator: participantId === 'op' });
const text = (body: string) => [{ type: 'text' as const, partId: 'p1', text: body }];
const none = { events: [], result: null };

/**
 * What is decided for the step number `n`.
 * @throws AgentChatError where it is not allowed
 */
export function decideStep(log: DecidedLog, step: Step, n: number, policy: SchedulingPolicy): Decision {
  const { state, control } = log;
  const { openTurn, queue, approvals, actions } = control;
  const command = log.command();
  const turn = openTurn?.turn ?? control.lastTurn;
  const executionId = openTurn?.execution?.executionId ?? 'none';
  const newMessageId = `m${n}`;
  const nth = <T>(items: readonly T[], at: number): T | undefined => items[at % Math.max(1, items.length)];
  const messages = (): MessageEntry[] => [...state.timeline.entries].filter((one) => one.kind === 'message');
  const messageAt = (at: number): string => nth(messages().reverse(), at)?.message.messageId ?? 'none';
  const queued = (at: number): string => nth(queue, at)?.messageId ?? 'none';
  switch (step.op) {
    case 'send': {
      const { finality, delivery, cas } = step;
      const precondition = cas === undefined ? {} : { lastClosedSeq: cas };
      const params = { ...command, parts: text(step.says), finality, delivery, ...precondition };
      return decideSendMessage(state, step.who, params, { newRunId: () => `run${n}`, newMessageId });
    }
    case 'start': {
      const take = { executionId: `e${n}`, agentId: step.who, fence: n, newMessageId };
      return decideTakeTurn(control, take, policy);
    }
    case 'write': {
      const message = { messageId: newMessageId, parts: text(step.says), finality: step.finality };
      return decideExecutionMessage(control, step.stale ? 'stale' : executionId, message);
    }
    case 'tool': {
      if (step.type === 'tool_started') {
        return decideStartTool(state, {
          executionId,
          toolCallId: step.id,
          traits: { idempotent: true, needsApproval: step.asks },
          approvalId: `a${n}`,
          now: n,
          approvalTtlMs: 5,
          approvers: 'operators',
          readPolicy: () => null,
        });
      }
      const payload = { toolCallId: step.id, name: 'x', args: {}, output: 1 };
      return decideExecutionTrace(control, executionId, { type: step.type, payload });
    }
    case 'ask':
      return decideRequestApproval(state, {
        executionId,
        toolCallId: 't1',
        approvalId: `a${n}`,
        approvers: ['ada'],
        expiresAt: null,
      });
    case 'resolve': {
      const { approvalId = 'none', argsHash = '' } = nth(approvals, step.pick) ?? {};
      const decision = step.yes ? ('approve' as const) : ('deny' as const);
      const facts = { now: n, readPolicy: () => null, editedFault: () => null, maySet: () => true };
      const params = { ...command, approvalId, argsHash, decision };
      return decideResolveApproval(state, actor('op'), params, facts);
    }
    case 'expire':
      return decideExpireApprovals(control, n);
    case 'question':
      return decideExecutionTrace(control, executionId, {
        type: 'query',
        payload: { queryId: `q${n}`, text: 'Which?' },
      });
    case 'answer': {
      const { queryId = 'none' } = nth(openTurn?.queries ?? [], step.pick) ?? {};
      return decideSendTrace(state, step.who, {
        ...command,
        type: 'answer',
        payload: { queryId, text: 'This.' },
      });
    }
    case 'takeSteered':
      return decideTakeSteered(control, executionId);
    case 'stop': {
      const { late, mode } = step;
      return decideStop(control, 'ada', { ...command, turn: Math.max(1, late ? turn - 1 : turn), mode });
    }
    case 'clear':
      return openTurn === null ? none : { events: clearTurnEvents(control, turn, step.reason), result: null };
    case 'idle':
      return decideEndSilent(control, 0, Date.parse(control.updatedAt) - step.agoMs, newMessageId);
    case 'cancel':
      return decideCancelQueued(control, actor(step.who), { ...command, messageId: queued(step.pick) });
    case 'edit': {
      const params = { ...command, messageId: queued(step.pick), parts: text('edited') };
      return decideEditQueued(control, actor(step.who), params);
    }
    case 'branch':
      return decideSelectBranch(state, actor(step.who), { ...command, tipMessageId: messageAt(step.pick) });
    case 'regenerate':
      return decideRegenerate(state, actor(step.who), { ...command, messageId: messageAt(step.pick) });
    case 'press': {
      const params = { ...command, messageId: messageAt(step.pick), actionId: 'explain' };
      const { isHostAsked } = step;
      const rules = { messageActions: [], isHostAsked, maxPayloadBytes: 100 };
      return decideInvokeAction(state, actor(step.who), params, rules);
    }
    case 'host':
      return decideHostAnswer(
        state,
        nth(actions, step.pick)?.seq ?? 0,
        step.yes ? { outcome: 'done' } : null,
      );
    case 'settle': {
      const params = { ...command, actionSeq: nth(actions, step.pick)?.seq ?? 0, outcome: 'done' as const };
      return decideSettleAction(state, actor('op'), params);
    }
    case 'handOff': {
      const isHeld = openTurn?.execution?.agentId === step.who;
      const params = { ...command, to: step.to, ...(isHeld && { executionId }) };
      return decideHandOff(control, actor(step.who), params);
    }
    case 'comes': {
      const added = [...PEOPLE, ...AGENTS].filter((one) => one.participantId === step.who);
      return decideChangeRoster(control, actor('op'), { ...command, added });
    }
    case 'leaves':
      return decideChangeRoster(control, actor('op'), { ...command, removed: [step.who] });
    case 'cap': {
      const broken = { budget: CAP, used: 2, requested: 0 };
      return decideBudgetsExceeded(control, [broken], { runId: control.currentRunId, newMessageId });
    }
    case 'pause':
      return decidePause(state, actor('op'), command);
    case 'resume':
      return decideResume(state, actor('op'), command);
    case 'run': {
      const { currentRunId } = control;
      const of = currentRunId === null ? {} : { runId: currentRunId, status: step.status };
      return decideChangeRun(state, actor('op'), { ...command, ...of }, `run${n}`);
    }
  }
}
