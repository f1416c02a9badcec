import {
  AgentChatError,
  type Approvers,
  canonicalHash,
  type ConversationState,
  type EventDraft,
  type OpenApproval,
  type Reason,
  type ToolTraits,
} from '@agent-chat/protocol';
import type { GuardVerdict } from '../guard/autopilot.js';
import { isPausedIn } from '../policy/guidance.js';
import { approvalRequested, expiryOf } from './approval.js';
import { type Decision, ofRun, seqAt } from './decision.js';
import { guardCall, type ReadPolicy } from './guard-call.js';
import { type LoggedToolCall, loggedCall } from './logged-call.js';

/** What the shell knows when an agent asks whether a call may run. */
export interface StartToolFacts {
  readonly executionId: string;
  readonly toolCallId: string;
  readonly traits: ToolTraits;
  /** An unused approval id. */
  readonly approvalId: string;
  /** Milliseconds since 1970 in UTC. */
  readonly now: number;
  /** When an approval that is asked for now expires; `null`: never by itself. */
  readonly approvalTtlMs: number | null;
  readonly approvers: Approvers;
  readonly readPolicy: ReadPolicy;
}

export interface ToolStart {
  /**
   * `started`: it is logged; run it with `args`. `waiting`: somebody is asked. `denied` by a person
   * or `blocked` by the guard: answer the call with an error.
   */
  readonly status: 'started' | 'waiting' | 'denied' | 'blocked';
  /** Of the first event that was logged; the head when there was none. */
  readonly seq: number;
  readonly args?: unknown;
  readonly attempt?: number;
  readonly approvalId?: string;
  readonly reason?: Reason;
}

/**
 * Whether a logged call may run now. What an approval allows is used up by the same append that
 * logs the start, so that no number of answers and restarts runs the call twice.
 *
 * @throws AgentChatError `StaleFence`, `UnknownToolCall`, `Paused`, or `ToolMayNotRepeat` for a call
 * that was answered, or started and is not marked as `idempotent`
 */
export function decideStartTool(state: ConversationState, facts: StartToolFacts): Decision<ToolStart> {
  const { control } = state;
  const { toolCallId, traits } = facts;
  const logged = loggedCall(state, facts.executionId, toolCallId);
  const { call, finalArgs } = logged;
  const isRepeat = call.status === 'started';
  if (isRepeat && traits.idempotent !== true) {
    throw new AgentChatError('ToolMayNotRepeat', `The tool "${call.name}" may not run twice.`, {
      details: { toolCallId },
    });
  }
  if (isPausedIn(control)) throw new AgentChatError('Paused', 'No tool starts while this is paused.');
  const verdict = guardCall(control, { name: call.name, args: finalArgs, traits }, facts.readPolicy);
  if (verdict.verdict === 'block') {
    return answer(state, { status: 'blocked', reason: blockReason(verdict) });
  }
  // A start that is repeated was allowed before.
  if (isRepeat) return start(state, logged, facts, null);
  const approval = control.approvals.find(({ subject }) => subject.toolCallId === toolCallId);
  if (approval !== undefined) return obey(state, logged, facts, approval);
  if (verdict.verdict === 'allow') return start(state, logged, facts, null);
  // A stage is asked for once, however many of its calls wait.
  const asked = verdict.scope === 'stage' ? stageAsked(state, traits.stage) : undefined;
  if (asked !== undefined) return answer(state, { status: 'waiting', approvalId: asked.approvalId });
  return ask(state, logged, facts, verdict);
}

/** Does what the person decided who was asked about the call. */
function obey(
  state: ConversationState,
  logged: LoggedToolCall,
  facts: StartToolFacts,
  approval: OpenApproval,
): Decision<ToolStart> {
  const { approvalId, resolution, expiresAt, argsHash, subject } = approval;
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= facts.now;
  const deny = (code: string, message: string): Decision<ToolStart> =>
    answer(state, { status: 'denied', approvalId, reason: { code, message } });
  if (resolution?.decision === 'expire' || isOver) {
    return deny('approval_expired', 'Nobody allowed the call in time.');
  }
  if (resolution === null) return answer(state, { status: 'waiting', approvalId });
  if (resolution.decision === 'deny') {
    return deny('denied', resolution.comment ?? 'A person denied the call.');
  }
  const isAsked = argsHash === canonicalHash(logged.args);
  const isSame = isAsked && resolution.argsHash === canonicalHash(logged.finalArgs);
  if (!isSame || subject.name !== logged.call.name || subject.toolVersion !== versionOf(logged, facts)) {
    return deny('approval_mismatch', 'What was approved is not what would run.');
  }
  return start(state, logged, facts, approvalId);
}

function start(
  { control }: ConversationState,
  { turn, call, finalArgs }: LoggedToolCall,
  { executionId, toolCallId }: StartToolFacts,
  approvalId: string | null,
): Decision<ToolStart> {
  const attempt = call.attempts + 1;
  const approval = approvalId === null ? {} : { approvalId };
  const event: EventDraft = {
    turn: turn.turn,
    author: turn.owner,
    finality: 'none',
    audience: call.audience,
    executionId,
    ...ofRun(control),
    type: 'tool_started',
    payload: { toolCallId, argsHash: canonicalHash(finalArgs), ...approval, attempt },
  };
  const result = { status: 'started' as const, args: finalArgs, attempt, ...approval };
  return { events: [event], result: { ...result, seq: seqAt(control, 0) } };
}

function ask(
  { control }: ConversationState,
  logged: LoggedToolCall,
  facts: StartToolFacts,
  { scope, reason }: GuardVerdict,
): Decision<ToolStart> {
  const { approvalId, approvers, traits, now, approvalTtlMs } = facts;
  const request = approvalRequested(control, logged, {
    approvalId,
    approvers,
    stage: traits.stage,
    toolVersion: versionOf(logged, facts),
    // What is not part of a run has no rest of it that could be covered.
    covers: control.currentRunId === null ? 'call' : (scope ?? 'call'),
    expiresAt: expiryOf(now, approvalTtlMs),
    reason,
  });
  return { events: [request], result: { status: 'waiting', approvalId, seq: seqAt(control, 0) } };
}

function answer({ control }: ConversationState, result: Omit<ToolStart, 'seq'>): Decision<ToolStart> {
  return { events: [], result: { ...result, seq: control.seq } };
}

/** Of the tool that would run now, where the runner says it. */
function versionOf({ call }: LoggedToolCall, { traits }: StartToolFacts): string | undefined {
  return traits.version ?? call.toolVersion;
}

function stageAsked({ control }: ConversationState, stage: string | undefined): OpenApproval | undefined {
  return control.approvals.find(
    (one) =>
      one.resolution === null &&
      one.covers === 'stage' &&
      one.runId === control.currentRunId &&
      one.subject.stage === stage,
  );
}

function blockReason({ reason, evaluation }: ReturnType<typeof guardCall>): Reason {
  const broken = evaluation?.results.find(({ status }) => status === 'block');
  return { code: reason.code, message: broken?.note ?? reason.message };
}
