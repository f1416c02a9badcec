import type { SystemEvent } from '../events/event.js';
import { fieldsOf } from '../values/fields.js';
import { questionOf } from './entries.js';
import { withRun } from './fold-settings.js';
import type { ApprovalResolution, ControlState, OpenApproval } from './state.js';

type Of<T extends SystemEvent['type']> = Extract<SystemEvent, { type: T }>;

export function foldApprovalRequested(control: ControlState, event: Of<'approval_requested'>): ControlState {
  const { subject, covers = 'call' } = event.payload;
  const approval: OpenApproval = {
    ...questionOf(event.payload),
    ...fieldsOf(event, 'seq', 'author', 'audience', 'runId'),
    covers,
    turn: subject.kind === 'tool' ? (control.openTurn?.turn ?? 0) : 0,
    resolution: null,
  };
  const isAsked = approval.turn > 0 && event.audience === 'everyone';
  return {
    ...control,
    approvals: [...control.approvals, approval],
    openTurn: control.openTurn && isAsked ? { ...control.openTurn, asked: true } : control.openTurn,
  };
}

export function foldApprovalResolved(control: ControlState, event: Of<'approval_resolved'>): ControlState {
  const { approvalId, decision } = event.payload;
  const resolved = withResolution(control, event, {
    by: event.author,
    ...fieldsOf(event.payload, 'decision', 'argsHash', 'editedArgs', 'comment'),
  });
  const approval = control.approvals.find((one) => one.approvalId === approvalId);
  const stage = approval?.subject.stage;
  if (decision === 'deny' || approval?.covers !== 'stage' || !approval.runId || stage === undefined) {
    return resolved;
  }
  // A run's stages are what everyone sees of them: one that only some saw covers its call alone.
  if (approval.audience !== 'everyone') return resolved;
  return withRun(resolved, approval.runId, (run) =>
    run.approvedStages.includes(stage) ? run : { ...run, approvedStages: [...run.approvedStages, stage] },
  );
}

export function foldApprovalExpired(control: ControlState, event: Of<'approval_expired'>): ControlState {
  const { approvalId } = event.payload;
  const argsHash = control.approvals.find((one) => one.approvalId === approvalId)?.argsHash ?? '';
  return withResolution(control, event, { decision: 'expire', by: event.author, argsHash });
}

/** A setting is done with when it is resolved; a call waits for its `tool_started` or `tool_result`. */
function withResolution(
  control: ControlState,
  { audience, payload: { approvalId } }: Of<'approval_resolved' | 'approval_expired'>,
  resolution: ApprovalResolution,
): ControlState {
  const approvals = control.approvals.flatMap((approval) => {
    if (approval.approvalId !== approvalId) return [approval];
    return approval.subject.kind === 'tool' ? [{ ...approval, resolution }] : [];
  });
  // Whoever was waited for has acted: the turn got on, for all who saw it.
  if (control.openTurn === null || audience !== 'everyone') return { ...control, approvals };
  return { ...control, approvals, openTurn: { ...control.openTurn, fruitless: 0 } };
}
