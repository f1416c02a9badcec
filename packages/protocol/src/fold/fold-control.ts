import type { ConversationEvent } from '../events/event.js';
import { isKnownEvent } from '../events/parse-event.js';
import { fieldsOf } from '../values/fields.js';
import { eraseFromControl } from './erase-control.js';
import { foldApprovalExpired, foldApprovalRequested, foldApprovalResolved } from './fold-approvals.js';
import {
  foldAutopilot,
  foldBudget,
  foldCreated,
  foldPaused,
  foldPolicy,
  foldResumed,
  foldRoster,
  foldRunChanged,
  foldUpdated,
} from './fold-settings.js';
import {
  foldExecutionStarted,
  foldMessage,
  foldQueued,
  foldQueuedChanged,
  foldStopRequested,
  foldTrace,
  foldTurnCleared,
  withoutQueued,
} from './fold-turn.js';
import type { ControlState, OpenAction } from './state.js';

/**
 * What an event changes of what is open. One that is not for everyone moves no clock: those who do
 * not see it fold to the same state.
 */
export function foldControl(control: ControlState, event: ConversationEvent): ControlState {
  const isForAll = event.audience === 'everyone';
  const next = { ...control, seq: event.seq, updatedAt: isForAll ? event.ts : control.updatedAt };
  // Of an event of an unknown type only that it was there.
  if (!isKnownEvent(event)) return next;
  switch (event.type) {
    case 'message':
      return foldMessage(next, event);
    case 'thought':
    case 'tool_call':
    case 'tool_started':
    case 'tool_result':
    case 'step':
    case 'usage':
    case 'query':
    case 'answer':
      return foldTrace(next, event);
    case 'created':
      return foldCreated(next, event);
    case 'updated':
      return foldUpdated(next, event);
    case 'roster_changed':
      return foldRoster(next, event.payload);
    case 'execution_started':
      return foldExecutionStarted(next, event);
    case 'turn_cleared':
      return foldTurnCleared(next, event);
    case 'stop_requested':
      return foldStopRequested(next, event);
    case 'message_queued':
      return foldQueued(next, event);
    case 'queued_changed':
      return foldQueuedChanged(next, event);
    case 'queued_removed':
      return { ...next, queue: withoutQueued(next.queue, event.payload.messageId) };
    case 'approval_requested':
      return foldApprovalRequested(next, event);
    case 'approval_resolved':
      return foldApprovalResolved(next, event);
    case 'approval_expired':
      return foldApprovalExpired(next, event);
    case 'autopilot_set':
      return foldAutopilot(next, event.payload);
    case 'budget_set':
      return foldBudget(next, event.payload);
    case 'policy_changed':
      return foldPolicy(next, event);
    case 'run_changed':
      return foldRunChanged(next, event.payload);
    case 'paused':
      return foldPaused(next, event.payload);
    case 'resumed':
      return foldResumed(next, event.payload);
    case 'action_invoked': {
      const invoked = fieldsOf(event.payload, 'messageId', 'partId', 'actionId', 'payload', 'agentId');
      const action = { ...namedBy(next, event), ...invoked };
      return { ...next, actions: [...next.actions, action] };
    }
    case 'action_settled': {
      const { actionSeq } = event.payload;
      return { ...next, actions: next.actions.filter((action) => action.seq !== actionSeq) };
    }
    case 'branch_selected': {
      const { tipMessageId, agentId } = event.payload;
      const { lastClose } = next;
      return {
        ...next,
        tipMessageId,
        due: agentId === undefined ? null : { participantId: agentId, ...namedBy(next, event) },
        lastClose: lastClose && { ...lastClose, branched: true },
      };
    }
    case 'handoff': {
      const { to } = event.payload;
      const { causedBy } = event;
      // An action that the host leaves to an agent is that agent's from then on.
      if (next.actions.some((action) => action.seq === causedBy)) {
        const actions = next.actions.map((one) => (one.seq === causedBy ? { ...one, agentId: to } : one));
        return { ...next, actions };
      }
      return { ...next, due: { participantId: to, ...namedBy(next, event) } };
    }
    case 'erased':
      return eraseFromControl(next, new Set(event.payload.seqs));
    // These change what is shown, not what is open.
    case 'budget_exceeded':
    case 'state_patched':
    case 'card_patched':
    case 'feedback_given':
    case 'note':
      return next;
  }
}

/** Who names somebody by `event`: an agent that has left by the time it counts was one all the same. */
function namedBy(
  { participants }: ControlState,
  { seq, author }: ConversationEvent,
): Pick<OpenAction, 'seq' | 'author' | 'byAgent'> {
  const byAgent = participants.some((one) => one.participantId === author && one.kind === 'agent');
  return { seq, author, byAgent };
}
