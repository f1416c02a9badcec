import type { ControlState, EventDraft, OpenTurn } from '@agent-chat/protocol';
import { dueIn, guidanceOf, isParked } from '../policy/guidance.js';
import type { SchedulingPolicy } from '../ports/scheduling-policy.js';
import { closeTurn } from './close-turn.js';
import { type Decision, systemEnvelope, systemMessage } from './decision.js';
import { clearTurnEvents } from './stop.js';

/** After so many executions in a row that died, a turn is closed as failed rather than tried again. */
const MAX_ATTEMPTS = 3;

/** What somebody who holds the lease offers to run. */
export interface TakeTurn {
  readonly executionId: string;
  /** The agent whose runner is at hand; `null` when there is only a stopped turn to clear. */
  readonly agentId: string | null;
  readonly fence: number;
  /** An unused message id. */
  readonly newMessageId: string;
}

export type TakenTurn =
  | { readonly type: 'started'; readonly turn: number; readonly attempt: number }
  /** A dead turn was closed or cleared; somebody may be due now. */
  | { readonly type: 'settled' }
  | { readonly type: 'nothing' };

/**
 * What the holder of the lease does with the turn, as the newest state has it: start the turn that
 * is due, resume or settle one whose runner is gone. Since the lease could be taken, nobody runs it.
 */
export function decideTakeTurn(
  control: ControlState,
  take: TakeTurn,
  policy: SchedulingPolicy,
): Decision<TakenTurn> {
  const { openTurn, lostAttempts } = control;
  if (openTurn === null) {
    const isDue = take.agentId !== null && dueIn(guidanceOf(control, policy)).includes(take.agentId);
    if (control.ended || take.agentId === null || !isDue) return { events: [], result: { type: 'nothing' } };
    return startExecution(control, take, take.agentId, control.lastTurn + 1, lostAttempts + 1);
  }
  const { execution, turn, owner, stop } = openTurn;
  // Without an execution it belongs to somebody who writes by commands.
  if (execution === null) return { events: [], result: { type: 'nothing' } };
  if (stop !== null) return settled(clearTurnEvents(control, turn, 'stopped'));
  if (owner !== take.agentId || isParked(control)) return { events: [], result: { type: 'nothing' } };
  if (isGivenUp(control, openTurn)) return settled(closeAsFailed(control, openTurn, take.newMessageId));
  if (mayBeginAnew(control, openTurn)) return settled(clearTurnEvents(control, turn, 'restart'));
  return startExecution(control, take, owner, turn, execution.attempt + 1);
}

function isGivenUp({ lostAttempts }: ControlState, { fruitless }: OpenTurn): boolean {
  return Math.max(fruitless, lostAttempts + 1) >= MAX_ATTEMPTS;
}

/** Whether nothing has come of a turn yet but what can be said again: no tool has started, nobody was asked. */
function mayBeginAnew({ approvals }: ControlState, { turn, toolCalls, asked }: OpenTurn): boolean {
  const hasStartedTool = toolCalls.some((call) => call.status !== 'called');
  // Whoever was asked by name only counts as well.
  return !hasStartedTool && !asked && !approvals.some((one) => one.turn === turn);
}

/**
 * Since when somebody could have gone on with the open turn and nobody has, in milliseconds since 1970;
 * `null` while none is open or it waits for a person.
 *
 * @param waitedUntilMs until when agents were last kept waiting
 */
export function silentSince(control: ControlState, waitedUntilMs: number): number | null {
  const { openTurn } = control;
  if (openTurn === null || isParked(control)) return null;
  return Math.max(Date.parse(openTurn.lastTs), waitedUntilMs);
}

/** Ends a turn that is still silent, since `boundMs` or longer, when the holder of its lease decides. */
export function decideEndSilent(
  control: ControlState,
  waitedUntilMs: number,
  boundMs: number,
  newMessageId: string,
): Decision<null> {
  const { openTurn } = control;
  const sinceMs = silentSince(control, waitedUntilMs);
  // Also one whose times are none: nothing would ever be after it.
  const isSilent = openTurn !== null && sinceMs !== null && !(sinceMs > boundMs);
  return { events: isSilent ? endOfSilent(control, openTurn, newMessageId) : [], result: null };
}

/**
 * The runner of an execution is gone, since the lease could be taken, and nobody has come for its turn:
 * that is lost, and its agent due for as long as it takes one to come. What it did is never done again by
 * beginning anew, so a turn that did anything is over, as is one whose owner writes by commands: that
 * nobody else could go on with.
 */
function endOfSilent(control: ControlState, openTurn: OpenTurn, newMessageId: string): EventDraft[] {
  const { turn, execution, stop } = openTurn;
  if (stop !== null) return clearTurnEvents(control, turn, 'stopped');
  if (execution === null) return clearTurnEvents(control, turn, 'idle');
  if (isGivenUp(control, openTurn)) return closeAsFailed(control, openTurn, newMessageId);
  return clearTurnEvents(control, turn, mayBeginAnew(control, openTurn) ? 'lost' : 'idle');
}

function startExecution(
  control: ControlState,
  { executionId, fence }: TakeTurn,
  agentId: string,
  turn: number,
  attempt: number,
): Decision<TakenTurn> {
  const payload = { executionId, agentId, fence, turn, attempt };
  // An action that this agent is to answer is answered by this turn.
  const action =
    control.openTurn === null ? control.actions.find((one) => one.agentId === agentId) : undefined;
  return {
    events: [
      {
        ...systemEnvelope(),
        type: 'execution_started',
        executionId,
        ...(action && { causedBy: action.seq }),
        ...(control.currentRunId === null ? {} : { runId: control.currentRunId }),
        payload,
      },
    ],
    result: { type: 'started', turn, attempt },
  };
}

function settled(events: readonly EventDraft[]): Decision<TakenTurn> {
  return { events, result: { type: 'settled' } };
}

/** The system closes the turn of a runner that died once too often. */
function closeAsFailed(control: ControlState, { turn }: OpenTurn, messageId: string): EventDraft[] {
  const closing = systemMessage({
    turn,
    messageId,
    parentId: control.tipMessageId,
    finality: 'turn',
    outcome: {
      status: 'failed',
      reason: {
        code: 'runner_lost',
        message: 'The agent stopped answering several times in a row.',
        retryable: true,
      },
    },
  });
  return closeTurn(control, closing, { turn, ends: false, parentId: messageId, settles: 'failed' });
}
