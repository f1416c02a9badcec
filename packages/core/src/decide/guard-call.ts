import type { AutopilotLevel, ControlState, PolicyInForce, ToolTraits } from '@agent-chat/protocol';
import { type GuardVerdict, guardSettingChange, guardToolCall } from '../guard/autopilot.js';
import {
  evaluateGuardPolicy,
  type GuardEvaluation,
  type GuardProposal,
  hardest,
} from '../guard/evaluate-policy.js';
import type { GuardPolicy } from '../guard/policy-format.js';
import { isPausedIn } from '../policy/guidance.js';

/** Reads a policy's source as it was logged; `null` for one that cannot be read. Pure, may remember. */
export type ReadPolicy = (source: string) => GuardPolicy | null;

/** The guard policy in force: the newest version. */
export function policyInForce({ policies }: ControlState): PolicyInForce | null {
  return policies.reduce<PolicyInForce | null>(
    (newest, one) => (newest === null || one.seq > newest.seq ? one : newest),
    null,
  );
}

/** The autopilot level in force: of the current run, else of the conversation. */
function levelIn(control: ControlState): AutopilotLevel | null {
  const run = control.runs.find((one) => one.runId === control.currentRunId);
  return run?.autopilot ?? control.autopilot;
}

/**
 * What the policy in force says of a proposal; `null` without a policy. One that was logged and
 * cannot be read any more forbids everything: nobody knows what it would have forbidden.
 */
export function evaluateInForce(
  control: ControlState,
  proposal: GuardProposal,
  readPolicy: ReadPolicy,
): GuardEvaluation | null {
  const inForce = policyInForce(control);
  if (inForce === null) return null;
  const policy = readPolicy(inForce.source);
  if (policy !== null) return evaluateGuardPolicy(policy, proposal);
  return {
    status: 'block',
    results: [{ rule: inForce.policyId, status: 'block', note: 'The policy in force cannot be read.' }],
  };
}

export interface CallToGuard {
  readonly name: string;
  readonly args: unknown;
  readonly traits: ToolTraits;
}

function proposalOf({ name, args, traits: { stage } }: CallToGuard): GuardProposal {
  return { kind: 'tool', name, args, ...(stage !== undefined && { stage }) };
}

/** A call that changes a setting is looked at by the rules for tools and by those for settings. */
function evaluationOf(
  control: ControlState,
  call: CallToGuard,
  readPolicy: ReadPolicy,
): GuardEvaluation | null {
  const asTool = evaluateInForce(control, proposalOf(call), readPolicy);
  const { tunes } = call.traits;
  if (asTool === null || tunes === undefined) return asTool;
  const asSetting = evaluateInForce(control, { kind: 'setting', name: tunes, args: call.args }, readPolicy);
  const results = [...asTool.results, ...(asSetting?.results ?? [])];
  return { status: hardest(results), results };
}

/** Whether the agent may make the call by itself, by autopilot level, tool flags and guard policy. */
export function guardCall(
  control: ControlState,
  call: CallToGuard,
  readPolicy: ReadPolicy,
): GuardVerdict & { readonly evaluation: GuardEvaluation | null } {
  const { name, traits } = call;
  const { source = 'local', readOnly, needsApproval, stage, tunes } = traits;
  const run = control.runs.find((one) => one.runId === control.currentRunId);
  const evaluation = evaluationOf(control, call, readPolicy);
  const situation = { level: levelIn(control), isPaused: isPausedIn(control), policy: evaluation };
  if (tunes !== undefined && needsApproval !== true) {
    return { ...guardSettingChange({ ...situation, setting: tunes }), evaluation };
  }
  const verdict = guardToolCall({
    ...situation,
    tool: {
      name,
      source,
      ...(readOnly !== undefined && { readOnly }),
      ...(needsApproval !== undefined && { needsApproval }),
      ...(stage !== undefined && { stage }),
    },
    approvedStages: run?.approvedStages ?? [],
  });
  return { ...verdict, evaluation };
}
