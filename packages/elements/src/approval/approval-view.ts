import { type ChatState, type PendingCommand, selectApprovals, selectPendingAbout } from '@agent-chat/client';
import type { ApprovalEntry, OpenApproval, Participant, Viewer } from '@agent-chat/protocol';
import { isOver } from '../connection-status/session-over.js';

type ResolveCommand = Extract<PendingCommand, { method: 'resolveApproval' }>;

/** What the element shows of the state besides the approval itself. */
export interface ApprovalSlice {
  /** While nobody has answered. */
  readonly open: OpenApproval | null;
  /** This client's own answer that is not acknowledged. */
  readonly answer: ResolveCommand | null;
  readonly participants: readonly Participant[];
  readonly isConnected: boolean;
  /** The session is over: no answer arrives. */
  readonly isOver: boolean;
}

const NOBODY: readonly Participant[] = [];

export function selectApprovalSlice(state: ChatState, approvalId: string | undefined): ApprovalSlice {
  const about = approvalId === undefined ? [] : selectPendingAbout(state, approvalId);
  return {
    open: selectApprovals(state).find((one) => one.approvalId === approvalId) ?? null,
    answer: about.findLast((one): one is ResolveCommand => one.method === 'resolveApproval') ?? null,
    participants: state.conversation?.control.participants ?? NOBODY,
    isConnected: state.connection.status === 'live',
    isOver: isOver(state.connection),
  };
}

export function isSameApprovalSlice(a: ApprovalSlice, b: ApprovalSlice): boolean {
  return (Object.keys(a) as (keyof ApprovalSlice)[]).every((key) => a[key] === b[key]);
}

/**
 * - `open`: this viewer is asked
 * - `watching`: somebody else is asked, or was faster, or nothing arrives any more
 * - `sending`: answered here, and not acknowledged
 * - `approved`, `denied`: answered, by whomever
 * - `expired`: nobody answered in time
 * - `dropped`: the turn that waited for it is over
 */
export const APPROVAL_STAGES = [
  'open',
  'watching',
  'sending',
  'approved',
  'denied',
  'expired',
  'dropped',
] as const;
export type ApprovalStage = (typeof APPROVAL_STAGES)[number];

export function stageOf(approval: ApprovalEntry, slice: ApprovalSlice, viewer: Viewer | null): ApprovalStage {
  switch (approval.status) {
    case 'approved':
    case 'denied':
      return approval.status;
    case 'expired':
      return isOverdue(approval) ? 'expired' : 'dropped';
    case 'pending':
      if (slice.isOver) return 'watching';
      if (slice.answer?.status === 'sending') return 'sending';
      return isAsked(approval, viewer) && !isForbidden(slice.answer) && !isTooLate(slice.answer)
        ? 'open'
        : 'watching';
  }
}

/** The server decides; where nobody has said who looks on, everybody is offered an answer. */
function isAsked({ approvers }: ApprovalEntry, viewer: Viewer | null): boolean {
  if (viewer === null || viewer.operator) return true;
  return (
    approvers !== 'operators' &&
    viewer.participantId !== undefined &&
    approvers.includes(viewer.participantId)
  );
}

function isForbidden(answer: ResolveCommand | null): boolean {
  return answer?.status === 'failed' && answer.error?.code === 'Forbidden';
}

/** Whether the server had taken another answer before, or the time was up. */
export function isTooLate(answer: ResolveCommand | null): boolean {
  const { code } = (answer?.status === 'failed' && answer.error) || {};
  return code === 'ApprovalClosed' || code === 'ApprovalExpired';
}

/** Whether the time was up, rather than the turn over before. */
function isOverdue({ expiresAt, resolvedTs }: ApprovalEntry): boolean {
  if (expiresAt === null) return false;
  return resolvedTs === undefined || Date.parse(resolvedTs) >= Date.parse(expiresAt);
}
