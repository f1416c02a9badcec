import {
  AgentChatError,
  type AutopilotLevel,
  type Budget,
  type ControlState,
  type EventDraft,
  isSameBudget,
  type MethodParams,
  type PersonaRef,
  textHash,
} from '@agent-chat/protocol';
import { type Actor, type Decision, nothing, requireNotEnded, seqAt, systemEnvelope } from './decision.js';
import { policyInForce } from './guard-call.js';
import { requireOpenRun } from './run.js';

/** More caps than this are more than anybody can oversee, and each is asked at each reservation. */
const MAX_BUDGETS = 64;

type Logged = Decision<{ seq: number }>;

/** A command that logs these events; the head as its seq where there are none. */
export function logsAll(
  control: ControlState,
  events: readonly EventDraft[],
  clientRequestId?: string,
): Logged {
  if (events.length === 0) return nothing(control);
  const keyed = clientRequestId === undefined ? {} : { clientRequestId };
  return { events: events.map((event) => ({ ...event, ...keyed })), result: { seq: seqAt(control, 0) } };
}

export function decideSetAutopilot(
  control: ControlState,
  by: Actor,
  { level, runId, clientRequestId }: MethodParams<'setAutopilot'>,
): Logged {
  requireNotEnded(control);
  if (runId !== undefined) requireOpenRun(control, runId);
  const events =
    runId === undefined
      ? levelEvents(control, by.participantId, level)
      : autopilotEvents(control, by.participantId, level, runId);
  return logsAll(control, events, clientRequestId);
}

/** The level of a run. */
export function autopilotEvents(
  control: ControlState,
  author: string,
  level: AutopilotLevel | null,
  runId: string,
): EventDraft[] {
  const run = control.runs.find((one) => one.runId === runId);
  return (run?.autopilot ?? null) === level ? [] : [levelSet(author, { level, runId })];
}

/** The level of the conversation, and that of the run `of` where it has one of its own. */
export function levelEvents(
  control: ControlState,
  author: string,
  level: AutopilotLevel | null,
  of: string | null = control.currentRunId,
): EventDraft[] {
  const hasOwn = control.runs.some(({ runId, autopilot }) => runId === of && autopilot !== null);
  return [
    ...(control.autopilot === level ? [] : [levelSet(author, { level })]),
    ...(of !== null && hasOwn ? autopilotEvents(control, author, level, of) : []),
  ];
}

function levelSet(
  author: string,
  payload: { readonly level: AutopilotLevel | null; readonly runId?: string },
): EventDraft {
  const run = payload.runId === undefined ? {} : { runId: payload.runId };
  return { ...systemEnvelope(author), ...run, type: 'autopilot_set', payload };
}

export function decideSetBudget(
  control: ControlState,
  by: Actor,
  { budget, clientRequestId }: MethodParams<'setBudget'>,
  tenant: string,
): Logged {
  requireNotEnded(control);
  requireScope(control, budget, tenant);
  return logsAll(control, budgetEvents(control, by.participantId, budget), clientRequestId);
}

/** @throws AgentChatError `RateLimited` when there are too many */
export function budgetEvents(control: ControlState, author: string, budget: Budget): EventDraft[] {
  const before = control.budgets.find((one) => isSameBudget(one, budget));
  const isUnchanged =
    before === undefined
      ? budget.limit === null
      : before.limit === budget.limit && before.per?.min === budget.per?.min;
  if (isUnchanged) return [];
  if (before === undefined && control.budgets.length >= MAX_BUDGETS) {
    throw new AgentChatError('RateLimited', `A conversation has at most ${MAX_BUDGETS} budgets.`, {
      details: { maxBudgets: MAX_BUDGETS },
    });
  }
  const { scope } = budget;
  const run = scope.kind === 'run' ? { runId: scope.id } : {};
  return [{ ...systemEnvelope(author), ...run, type: 'budget_set', payload: budget }];
}

/** A cap on something that this conversation is no part of would never hold. */
function requireScope(control: ControlState, { scope }: Budget, tenant: string): void {
  const { kind, id } = scope;
  if (kind === 'run') {
    requireOpenRun(control, id);
    return;
  }
  const own = { conversation: control.conversationId, interface: control.interfaceId, tenant };
  if (kind === 'campaign' || own[kind] === id) return;
  throw new AgentChatError('InvalidRequest', `This conversation is not in the ${kind} "${id}".`, {
    details: { path: 'budget.scope.id' },
  });
}

export function decideSetModel(
  control: ControlState,
  by: Actor,
  { model, clientRequestId }: MethodParams<'setModel'>,
): Logged {
  requireNotEnded(control);
  return logsAll(control, modelEvents(control, by.participantId, model), clientRequestId);
}

export function modelEvents(control: ControlState, author: string, model: string | null): EventDraft[] {
  if (control.model === model) return [];
  return [{ ...systemEnvelope(author), type: 'updated', payload: { model } }];
}

/** @throws AgentChatError `PersonaFixed` once anybody has written, or an agent has begun to */
export function decideSetPersona(
  control: ControlState,
  by: Actor,
  persona: PersonaRef,
  clientRequestId: string,
): Logged {
  requireNotEnded(control);
  if (control.lastTurn > 0 || control.tipMessageId !== null) {
    throw new AgentChatError('PersonaFixed', 'Who answers is fixed once the conversation has begun.', {
      details: { persona: control.persona },
    });
  }
  const { personaId, version } = control.persona ?? {};
  const isSame = personaId === persona.personaId && version === persona.version;
  const changed: EventDraft = {
    ...systemEnvelope(by.participantId),
    type: 'updated',
    payload: { persona },
  };
  return logsAll(control, isSame ? [] : [changed], clientRequestId);
}

export function decideSetPolicy(
  control: ControlState,
  by: Actor,
  params: MethodParams<'setPolicy'>,
): Decision<{ seq: number; version: number }> {
  requireNotEnded(control);
  const { source, baseVersion, clientRequestId } = params;
  const version = policyInForce(control)?.version ?? 0;
  if (baseVersion !== undefined && baseVersion !== version) {
    throw new AgentChatError('CasConflict', 'The policy has been changed meanwhile.', {
      details: { expected: baseVersion, actual: version },
    });
  }
  const changed = policyEvents(control, by.participantId, source, params.policyId);
  const { events, result } = logsAll(control, changed, clientRequestId);
  return { events, result: { seq: result.seq, version: version + events.length } };
}

/** The next version. Only operators read it, and whoever wrote it. */
export function policyEvents(
  control: ControlState,
  author: string,
  source: string,
  policyId?: string,
): EventDraft[] {
  const before = policyInForce(control);
  const id = policyId ?? before?.policyId ?? 'default';
  if (before?.source === source && before.policyId === id) return [];
  const version = (before?.version ?? 0) + 1;
  return [
    {
      ...systemEnvelope(author),
      audience: 'operators',
      type: 'policy_changed',
      payload: { policyId: id, version, source, hash: textHash(source) },
    },
  ];
}
