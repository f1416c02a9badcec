import type { SystemEvent } from '../events/event.js';
import type { SystemPayload } from '../events/system.js';
import { fieldsOf } from '../values/fields.js';
import { isSeenAlike } from './seen-alike.js';
import { isOpenRun } from '../values/run-status.js';
import type { Budget } from '../values/settings.js';
import type { ControlState, OpenRun } from './state.js';
import { withNewestUnknown } from './unknown-fields.js';

type Of<T extends SystemEvent['type']> = Extract<SystemEvent, { type: T }>;

export function foldCreated(control: ControlState, event: Of<'created'>): ControlState {
  const { ts } = event;
  const created = {
    ...control,
    createdAt: ts,
    lastClosedTs: ts,
    ...fieldsOf(
      event.payload,
      'title',
      'description',
      'interfaceId',
      'scenarioId',
      'maxTurns',
      'watchdogMs',
      'workflow',
      'startingParticipantId',
      'openingLine',
      'schedulingPolicy',
      'model',
      'persona',
      'custom',
      'participants',
    ),
  };
  return withNewestUnknown<ControlState>(created, event);
}

export function foldUpdated(control: ControlState, event: Of<'updated'>): ControlState {
  const { custom } = event.payload;
  const updated = {
    ...control,
    ...fieldsOf(event.payload, 'title', 'description', 'model', 'persona'),
    ...(custom === undefined ? {} : { custom: custom ?? {} }),
  };
  return withNewestUnknown<ControlState>(updated, event);
}

export function foldRoster(control: ControlState, payload: SystemPayload<'roster_changed'>): ControlState {
  const gone = new Set(payload.removed);
  const added = new Map(payload.added.map((one) => [one.participantId, one]));
  // Whoever takes the place of another has its turn where that one had it.
  const kept = control.participants
    .filter(({ participantId }) => !gone.has(participantId))
    .map((one) => added.get(one.participantId) ?? one);
  for (const { participantId } of kept) added.delete(participantId);
  return { ...control, participants: [...kept, ...added.values()] };
}

export function foldRunChanged(control: ControlState, payload: SystemPayload<'run_changed'>): ControlState {
  const { runId, status, previousStatus, campaignId } = payload;
  const before = control.runs.find((run) => run.runId === runId);
  if (!isOpenRun(status)) {
    return {
      ...control,
      runs: control.runs.filter((run) => run.runId !== runId),
      budgets: control.budgets.filter(({ scope }) => scope.kind !== 'run' || scope.id !== runId),
      currentRunId: control.currentRunId === runId ? null : control.currentRunId,
    };
  }
  const run: OpenRun = {
    runId,
    status,
    campaignId: campaignId ?? before?.campaignId ?? null,
    autopilot: before?.autopilot ?? null,
    approvedStages: before?.approvedStages ?? [],
  };
  const runs = before ? control.runs.map((one) => (one === before ? run : one)) : [...control.runs, run];
  return { ...control, runs, currentRunId: previousStatus === null ? runId : control.currentRunId };
}

export function withRun(
  control: ControlState,
  runId: string,
  change: (run: OpenRun) => OpenRun,
): ControlState {
  if (!control.runs.some((run) => run.runId === runId)) return control;
  return { ...control, runs: control.runs.map((run) => (run.runId === runId ? change(run) : run)) };
}

export function foldAutopilot(
  control: ControlState,
  { level, runId }: SystemPayload<'autopilot_set'>,
): ControlState {
  if (runId === undefined) return { ...control, autopilot: level };
  return withRun(control, runId, (run) => ({ ...run, autopilot: level }));
}

/** Whether both are a limit on the same: a later one replaces the earlier. */
export function isSameBudget(a: Budget, b: Budget): boolean {
  return (
    a.meter === b.meter &&
    a.window === b.window &&
    a.scope.kind === b.scope.kind &&
    a.scope.id === b.scope.id &&
    a.per?.meter === b.per?.meter
  );
}

export function foldBudget(control: ControlState, budget: Budget): ControlState {
  return { ...control, budgets: withBudget(control.budgets, budget) };
}

export function withBudget(budgets: readonly Budget[], budget: Budget): readonly Budget[] {
  const before = budgets.find((one) => isSameBudget(one, budget));
  // One that is changed stays in its place, where people look for it.
  const listed = before ? budgets.map((one) => (one === before ? budget : one)) : [...budgets, budget];
  return listed.filter((one) => one.limit !== null);
}

export function foldPolicy(control: ControlState, event: Of<'policy_changed'>): ControlState {
  const { audience } = event;
  // One for everyone takes the place of all; any other only of those that are seen by the same.
  const others = audience === 'everyone' ? [] : control.policies.filter((one) => !isSeenAlike(one, event));
  return {
    ...control,
    policies: [
      ...others,
      {
        ...fieldsOf(event, 'seq', 'author', 'audience'),
        ...fieldsOf(event.payload, 'policyId', 'version', 'source', 'hash'),
      },
    ],
  };
}

export function foldPaused(control: ControlState, payload: SystemPayload<'paused'>): ControlState {
  const { runId, reason } = payload;
  if (runId === undefined) return { ...control, paused: reason };
  return withRun(control, runId, (run) => ({ ...run, status: 'paused' }));
}

export function foldResumed(control: ControlState, { runId }: SystemPayload<'resumed'>): ControlState {
  if (runId === undefined) return { ...control, paused: null };
  return withRun(control, runId, (run) => ({ ...run, status: 'running' }));
}
