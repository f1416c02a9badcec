import type { ControlState } from '@agent-chat/protocol';
import { mayRunAlone } from '../policy/auto-run.js';
import { dueAgentOf } from '../policy/due-agent.js';
import { isParked } from '../policy/guidance.js';
import type { SchedulingPolicy } from '../ports/scheduling-policy.js';
import { endingEvents } from './close-turn.js';
import { type Decision, systemEnvelope, systemMessage } from './decision.js';

/**
 * When the conversation has to be ended unless a turn closes before, in milliseconds since 1970;
 * `null` while nothing has to happen by itself: there is no watchdog, or a person is waited for.
 *
 * @param waitedUntilMs until when agents were last kept waiting: that is no time of theirs
 */
export function watchdogDeadline(
  control: ControlState,
  waitedUntilMs: number,
  policy: SchedulingPolicy,
): number | null {
  const { watchdogMs, ended, lastClosedTs } = control;
  if (watchdogMs === null || ended || isParked(control)) return null;
  const isActing = control.openTurn !== null || mayRunAlone(control);
  if (!isActing || dueAgentOf(control, policy) === null) return null;
  return Math.max(Date.parse(lastClosedTs), waitedUntilMs) + watchdogMs;
}

/** Ends a conversation in which nothing has closed for too long, when that is still so. */
export function decideWatchdog(
  control: ControlState,
  waitedUntilMs: number,
  policy: SchedulingPolicy,
  now: number,
): Decision<null> {
  const deadline = watchdogDeadline(control, waitedUntilMs, policy);
  if (deadline === null || now < deadline) return { events: [], result: null };
  const { openTurn, lastTurn, tipMessageId, watchdogMs } = control;
  const turn = openTurn?.turn ?? lastTurn + 1;
  const end = systemMessage({
    turn,
    messageId: `turn-${turn}-watchdog`,
    parentId: tipMessageId,
    finality: 'conversation',
    outcome: {
      status: 'failed',
      reason: {
        code: 'watchdog',
        message: `No turn has closed for ${watchdogMs} ms.`,
        retryable: false,
      },
    },
  });
  const actionSeq = openTurn?.actionSeq ?? null;
  return {
    events: [
      ...endingEvents(control),
      ...(actionSeq === null
        ? []
        : [
            {
              ...systemEnvelope(),
              type: 'action_settled' as const,
              payload: { actionSeq, outcome: 'failed' as const },
            },
          ]),
      end,
    ],
    result: null,
  };
}
