import type { ConversationState, EventDraft, MethodParams, Reason } from '@agent-chat/protocol';
import { type Actor, type Decision, requireNotEnded, systemEnvelope } from './decision.js';
import { requireRun } from './run.js';
import { logsAll } from './settings.js';

/** From now on no agent and no tool starts, in a run or in the whole conversation. */
export function decidePause(
  state: ConversationState,
  by: Actor,
  params: MethodParams<'pause'>,
): Decision<{ seq: number }> {
  const { control } = state;
  requireNotEnded(control);
  const { runId, clientRequestId, reason = { code: 'paused', message: 'Paused by a person.' } } = params;
  const isPaused =
    runId === undefined ? control.paused !== null : requireRun(state, runId).status === 'paused';
  return logsAll(control, isPaused ? [] : [paused(by.participantId, reason, runId)], clientRequestId);
}

export function paused(author: string, reason: Reason, runId?: string): EventDraft {
  const run = runId === undefined ? {} : { runId };
  return { ...systemEnvelope(author), ...run, type: 'paused', payload: { ...run, reason } };
}

/** Ends a pause of the same kind: that of a run does not end by resuming the conversation. */
export function decideResume(
  state: ConversationState,
  by: Actor,
  { runId, clientRequestId }: MethodParams<'resume'>,
): Decision<{ seq: number }> {
  const { control } = state;
  requireNotEnded(control);
  const isPaused =
    runId === undefined ? control.paused !== null : requireRun(state, runId).status === 'paused';
  const run = runId === undefined ? {} : { runId };
  const resumed: EventDraft = {
    ...systemEnvelope(by.participantId),
    ...run,
    type: 'resumed',
    payload: run,
  };
  return logsAll(control, isPaused ? [resumed] : [], clientRequestId);
}
