import type { AutopilotLevel } from '@agent-chat/protocol';
import type { GuardStatus } from './evaluate-policy.js';

/** The kinds of setting that an agent at level 3 and 4 may change by itself. */
export const TUNABLE_SETTINGS = ['pacing', 'variants', 'filters'] as const;

export interface GuardedTool {
  readonly name: string;
  readonly source: 'local' | 'mcp';
  /** Marked as changing nothing. Default: false. */
  readonly readOnly?: boolean;
  /** Asks before each call, at every level. Default: false. */
  readonly needsApproval?: boolean;
  /** The stage of the work that a call belongs to, for example `send`. */
  readonly stage?: string;
}

interface GuardedSituation {
  /** `null`: nobody has set one. */
  readonly level: AutopilotLevel | null;
  readonly isPaused: boolean;
  /** What the guard policy says of the proposal; `null` without a policy. */
  readonly policy: { readonly status: GuardStatus } | null;
}

export interface GuardedCall extends GuardedSituation {
  readonly tool: GuardedTool;
  /** The stages that were approved in this run. */
  readonly approvedStages: readonly string[];
}

export interface GuardedSettingChange extends GuardedSituation {
  /** The kind of setting, for example `pacing` or `budget`. */
  readonly setting: string;
}

export type GuardReasonCode =
  | 'paused'
  | 'policy_block'
  | 'policy_ask'
  | 'needs_approval'
  | 'no_level'
  | 'read_only'
  | 'unmarked_tool'
  | 'every_call'
  | 'stage_approved'
  | 'stage_open'
  | 'no_stage'
  | 'within_caps'
  | 'unattended'
  | 'tunable'
  | 'not_tunable';

export interface GuardVerdict {
  readonly verdict: 'allow' | 'ask' | 'block';
  readonly reason: { readonly code: GuardReasonCode; readonly message: string };
  /** What an approval covers: this call alone, or the tool's stage for the rest of the run. */
  readonly scope?: 'call' | 'stage';
}

/**
 * Whether an agent may call a tool by itself. The first that applies decides: a pause, a policy that
 * blocks, a tool that needs approval, a policy that asks, the level. Caps are no part of it: they are
 * reserved before the call, and a broken one pauses. What was asked and approved is not asked again
 * by the caller: an approval answers an `ask`, never a `block`.
 */
export function guardToolCall(call: GuardedCall): GuardVerdict {
  const { level, tool } = call;
  const stopped = stop(call);
  if (stopped !== null) return stopped;
  if (tool.needsApproval === true) {
    return ask('needs_approval', `The tool ${tool.name} needs an approval for each call.`);
  }
  if (call.policy?.status === 'ask') return policyAsks();
  switch (level) {
    case null:
      return withoutLevel(tool);
    case 0:
      return ask('every_call', 'Autopilot level 0 asks for every call.');
    case 1:
      return byStage(tool, call.approvedStages);
    case 2:
    case 3:
      return allow('within_caps', `Autopilot level ${level} allows what stays inside the caps.`);
    case 4:
      return allow('unattended', 'Autopilot level 4 allows what stays within policy and caps.');
  }
}

/**
 * Whether an agent may change a setting by itself: from level 3 on those of `TUNABLE_SETTINGS`, and
 * never autopilot, caps, policy or model, which only a person changes.
 */
export function guardSettingChange(change: GuardedSettingChange): GuardVerdict {
  const { level, setting } = change;
  const stopped = stop(change);
  if (stopped !== null) return stopped;
  if (change.policy?.status === 'ask') return policyAsks();
  const isTunable = TUNABLE_SETTINGS.some((kind) => kind === setting);
  if (isTunable && (level === 3 || level === 4)) {
    return allow('tunable', `Autopilot level ${level} may tune ${setting}.`);
  }
  return ask('not_tunable', `A person decides about ${setting} at this autopilot level.`);
}

function stop({ isPaused, policy }: GuardedSituation): GuardVerdict | null {
  if (isPaused) {
    return { verdict: 'block', reason: { code: 'paused', message: 'The run is paused.' } };
  }
  if (policy?.status === 'block') {
    return { verdict: 'block', reason: { code: 'policy_block', message: 'The policy forbids this.' } };
  }
  return null;
}

function withoutLevel({ name, source, readOnly }: GuardedTool): GuardVerdict {
  if (source === 'local') return allow('no_level', 'Local tools run unasked without an autopilot level.');
  if (readOnly === true) return allow('read_only', `The tool ${name} is marked as read-only.`);
  return ask('unmarked_tool', `The tool ${name} of another server is not marked as read-only.`);
}

function byStage({ name, readOnly, stage }: GuardedTool, approved: readonly string[]): GuardVerdict {
  if (stage !== undefined) {
    if (approved.includes(stage)) return allow('stage_approved', `The stage ${stage} is approved.`);
    return {
      ...ask('stage_open', `Autopilot level 1 asks once for the stage ${stage}.`),
      scope: 'stage',
    };
  }
  if (readOnly === true) return allow('read_only', `The tool ${name} is marked as read-only.`);
  return ask('no_stage', `The tool ${name} belongs to no stage: autopilot level 1 asks for each call.`);
}

function policyAsks(): GuardVerdict {
  return ask('policy_ask', 'The policy wants a person to decide.');
}

function allow(code: GuardReasonCode, message: string): GuardVerdict {
  return { verdict: 'allow', reason: { code, message } };
}

function ask(code: GuardReasonCode, message: string): GuardVerdict {
  return { verdict: 'ask', reason: { code, message }, scope: 'call' };
}
