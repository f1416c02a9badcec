import {
  AgentChatError,
  audienceLike,
  type Approvers,
  canonicalHash,
  type ControlState,
  type ConversationState,
  type ErrorBody,
  type EventDraft,
  isVisible,
  type MethodParams,
  type OpenApproval,
  type Reason,
} from '@agent-chat/protocol';
import { checkSetting } from '../guard/check-setting.js';
import type { SettingValue } from '../guard/setting.js';
import { isOfRun, settingEvents, settingName } from './apply-setting.js';
import { type Actor, type Decision, ofRun, seqAt, systemEnvelope } from './decision.js';
import { evaluateInForce, type ReadPolicy } from './guard-call.js';
import { type LoggedToolCall, loggedCall } from './logged-call.js';
import { requireRun } from './run.js';

/** When an approval that is asked for now expires, ISO-8601; `null`: never by itself. */
export function expiryOf(now: number, ttlMs: number | null): string | null {
  return ttlMs === null ? null : new Date(now + ttlMs).toISOString();
}

/** A question about a logged call, as it is logged. */
export function approvalRequested(
  control: ControlState,
  { turn, call, args }: Pick<LoggedToolCall, 'turn' | 'call' | 'args'>,
  request: {
    readonly approvalId: string;
    readonly approvers: Approvers;
    readonly stage?: string | undefined;
    readonly toolVersion?: string | undefined;
    readonly covers: 'call' | 'stage';
    readonly expiresAt: string | null;
    readonly reason?: Reason | undefined;
  },
): EventDraft {
  const { approvalId, approvers, stage, toolVersion, covers, expiresAt, reason } = request;
  return {
    ...systemEnvelope(turn.owner),
    audience: call.audience,
    executionId: turn.execution?.executionId,
    ...ofRun(control),
    type: 'approval_requested',
    payload: {
      approvalId,
      subject: {
        kind: 'tool',
        name: call.name,
        toolCallId: call.toolCallId,
        ...(toolVersion === undefined ? {} : { toolVersion }),
        ...(stage === undefined ? {} : { stage }),
      },
      args,
      argsHash: canonicalHash(args),
      approvers,
      covers,
      expiresAt,
      ...(reason === undefined ? {} : { reason }),
    },
  };
}

/** Asks for a call whatever the guard says. A call that was asked for before is not asked for again. */
export function decideRequestApproval(
  state: ConversationState,
  facts: {
    readonly executionId: string;
    readonly toolCallId: string;
    readonly approvalId: string;
    readonly approvers: Approvers;
    readonly expiresAt: string | null;
    readonly reason?: Reason | undefined;
  },
): Decision<{ seq: number; approvalId: string }> {
  const { control } = state;
  const logged = loggedCall(state, facts.executionId, facts.toolCallId);
  const asked = control.approvals.find(({ subject }) => subject.toolCallId === facts.toolCallId);
  if (asked !== undefined) return { events: [], result: { seq: asked.seq, approvalId: asked.approvalId } };
  if (logged.call.status === 'started') {
    throw new AgentChatError('ToolMayNotRepeat', 'The call has started already.', {
      details: { toolCallId: facts.toolCallId },
    });
  }
  const { toolVersion } = logged.call;
  const event = approvalRequested(control, logged, { ...facts, toolVersion, covers: 'call' });
  return { events: [event], result: { seq: seqAt(control, 0), approvalId: facts.approvalId } };
}

/** What the shell knows when somebody answers. */
export interface ResolveFacts {
  /** Milliseconds since 1970 in UTC. */
  readonly now: number;
  readonly readPolicy: ReadPolicy;
  /** What is wrong with the edited arguments of a tool, as its agent says; `null`: nothing, or nobody here knows. */
  readonly editedFault: () => ErrorBody | null;
  /** Whether what this participant writes in the chat may set this. */
  readonly maySet: (participantId: string, setting: SettingValue) => boolean;
}

/**
 * Somebody says yes or no to exactly what they saw. What was approved runs when its agent starts
 * it; a setting is applied at once.
 *
 * @throws AgentChatError `UnknownApproval`, `Forbidden`, `ApprovalClosed`, `ApprovalExpired`,
 * `ApprovalMismatch`, `InvalidRequest` for what was edited, `PolicyViolation` for that and for a setting,
 * `RunClosed` for a setting of a run that is over
 */
export function decideResolveApproval(
  state: ConversationState,
  by: Actor,
  params: MethodParams<'resolveApproval'>,
  facts: ResolveFacts,
): Decision<{ seq: number }> {
  const { control } = state;
  const approval = requireOpenApproval(state, by, params.approvalId);
  if (approval.expiresAt !== null && Date.parse(approval.expiresAt) <= facts.now) throw expiredError();
  if (params.argsHash !== approval.argsHash) {
    throw new AgentChatError('ApprovalMismatch', 'This is not what was asked for.', {
      details: { expected: params.argsHash, actual: approval.argsHash },
    });
  }
  const isApproved = params.decision === 'approve';
  const isEdited = isApproved && params.editedArgs !== undefined;
  const args = isEdited ? params.editedArgs : approval.args;
  if (isEdited) requireFit(approval, by, args, facts);
  const setting = isApproved && approval.subject.kind === 'setting' ? checkSetting(args) : null;
  // A tool is looked at once more when it starts, a setting now or never.
  if (isEdited || setting !== null) requireAllowed(control, approval, args, facts.readPolicy);
  const resolved: EventDraft = {
    ...systemEnvelope(by.participantId),
    audience: audienceLike(approval),
    clientRequestId: params.clientRequestId,
    ...(approval.runId === undefined ? {} : { runId: approval.runId }),
    type: 'approval_resolved',
    payload: {
      approvalId: approval.approvalId,
      decision: params.decision,
      argsHash: isEdited ? canonicalHash(args) : approval.argsHash,
      ...(isEdited ? { editedArgs: args } : {}),
      ...(params.comment === undefined ? {} : { comment: params.comment }),
    },
  };
  const applied = setting === null ? [] : settingApproved(state, by, approval, setting);
  return { events: [resolved, ...applied], result: { seq: seqAt(control, 0) } };
}

/** It holds where it was asked for, whichever run is the current one by now. */
function settingApproved(
  state: ConversationState,
  by: Actor,
  { runId }: OpenApproval,
  setting: SettingValue,
): EventDraft[] {
  if (runId !== undefined && isOfRun(setting)) requireRun(state, runId);
  return settingEvents(state.control, by.participantId, setting, runId ?? null);
}

/** Approvals whose time is up are logged as expired. */
export function decideExpireApprovals(control: ControlState, now: number): Decision<null> {
  const events = overdue(control, now).map(
    (approval): EventDraft => ({
      ...systemEnvelope(),
      audience: audienceLike(approval),
      ...(approval.runId === undefined ? {} : { runId: approval.runId }),
      type: 'approval_expired',
      payload: { approvalId: approval.approvalId, reason: 'expired' },
    }),
  );
  return { events, result: null };
}

/** When the next approval expires, in milliseconds since 1970; `null` when none does. */
export function nextExpiry(control: ControlState): number | null {
  const times = pending(control).flatMap(({ expiresAt }) =>
    expiresAt === null ? [] : [Date.parse(expiresAt)],
  );
  return times.length === 0 ? null : Math.min(...times);
}

function overdue(control: ControlState, now: number): readonly OpenApproval[] {
  return pending(control).filter(({ expiresAt }) => expiresAt !== null && Date.parse(expiresAt) <= now);
}

function pending({ approvals }: ControlState): readonly OpenApproval[] {
  return approvals.filter(({ resolution }) => resolution === null);
}

function requireOpenApproval(state: ConversationState, by: Actor, approvalId: string): OpenApproval {
  const open = state.control.approvals.find((one) => one.approvalId === approvalId);
  const { entries, places } = state.timeline;
  const entry = open === undefined ? entries.get(places.get(`approval:${approvalId}`) ?? -1) : undefined;
  const known = open ?? (entry?.kind === 'approval' ? entry : undefined);
  if (known === undefined || !isVisible(known, by)) {
    throw new AgentChatError('UnknownApproval', 'There is no such approval.');
  }
  const { approvers } = known;
  if (!by.operator && (approvers === 'operators' || !approvers.includes(by.participantId))) {
    throw new AgentChatError('Forbidden', 'Somebody else is asked for this approval.');
  }
  if (open?.resolution === null) return open;
  const decision = open?.resolution.decision ?? (known as { status?: string }).status;
  if (decision === 'expire' || decision === 'expired') throw expiredError();
  throw new AgentChatError('ApprovalClosed', 'Somebody has answered already.', { details: { approvalId } });
}

function expiredError(): AgentChatError {
  return new AgentChatError('ApprovalExpired', 'The time to answer is over.');
}

/**
 * What a person edits fits the tool's own schema where its agent runs here, or is a setting of the same
 * name, which that person may set.
 */
function requireFit(
  { subject }: OpenApproval,
  by: Actor,
  args: unknown,
  { editedFault, maySet }: ResolveFacts,
): void {
  if (subject.kind === 'setting') {
    const setting = checkSetting(args);
    if (settingName(setting) !== subject.name) {
      throw new AgentChatError('InvalidRequest', 'This is another setting than what is asked for.', {
        details: { path: 'editedArgs', asked: subject.name },
      });
    }
    if (by.operator || maySet(by.participantId, setting)) return;
    throw new AgentChatError('Forbidden', 'You may not set this.');
  }
  const fault = editedFault();
  if (fault === null) return;
  throw new AgentChatError('InvalidRequest', fault.message, { details: fault.details });
}

/** What a person edits or sets is not above the policy. */
function requireAllowed(
  control: ControlState,
  { subject }: OpenApproval,
  args: unknown,
  readPolicy: ReadPolicy,
): void {
  const { kind, name, stage } = subject;
  const proposal = { kind, name, args, ...(stage !== undefined && { stage }) };
  const evaluation = evaluateInForce(control, proposal, readPolicy);
  if (evaluation?.status !== 'block') return;
  throw new AgentChatError('PolicyViolation', 'The guard policy forbids these arguments.', {
    details: { results: evaluation.results.filter(({ status }) => status === 'block') },
  });
}
