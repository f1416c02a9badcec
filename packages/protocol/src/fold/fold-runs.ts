import type { KnownEvent, SystemEvent } from '../events/event.js';
import { withBudget } from './fold-settings.js';
import { applyPatch } from '../values/json-patch.js';
import type { RunRecord, Timeline } from './state.js';
import { wait } from './waiting.js';

const RUN_EVENTS = [
  'run_changed',
  'state_patched',
  'paused',
  'resumed',
  'autopilot_set',
  'budget_set',
] as const satisfies readonly SystemEvent['type'][];

/** Events that may be about a run. */
export type RunEvent = Extract<SystemEvent, { type: (typeof RUN_EVENTS)[number] }>;

export function isRunEvent(event: KnownEvent): event is RunEvent {
  return (RUN_EVENTS as readonly string[]).includes(event.type);
}

export function runIdOf(event: RunEvent): string | undefined {
  if (event.type !== 'budget_set') return event.payload.runId;
  const { kind, id } = event.payload.scope;
  return kind === 'run' ? id : undefined;
}

/** What an event changes of a run. Nothing when it is about none. */
export function foldRun(timeline: Timeline, event: RunEvent): Timeline {
  const runId = runIdOf(event);
  if (runId === undefined) return timeline;
  const before = timeline.runs.get(runId);
  if (before === undefined) {
    if (event.type === 'run_changed' && event.payload.previousStatus === null) {
      return { ...timeline, runs: timeline.runs.set(runId, openedBy(event)) };
    }
    return timeline.fromSeq <= 1 ? timeline : wait(timeline, `run:${runId}`, event);
  }
  return { ...timeline, runs: timeline.runs.set(runId, changeRun(before, event)) };
}

function openedBy({ seq, ts, payload }: Extract<RunEvent, { type: 'run_changed' }>): RunRecord {
  return {
    runId: payload.runId,
    openedSeq: seq,
    status: payload.status,
    title: payload.title ?? null,
    campaignId: payload.campaignId ?? null,
    createdAt: ts,
    updatedAt: ts,
    reason: payload.reason ?? null,
    autopilot: null,
    budgets: [],
    custom: payload.custom ?? {},
    state: {},
  };
}

export function changeRun(run: RunRecord, event: RunEvent): RunRecord {
  const next = { ...run, updatedAt: event.ts };
  switch (event.type) {
    case 'run_changed': {
      const { status, title, campaignId, reason, custom } = event.payload;
      return {
        ...next,
        status,
        title: title ?? run.title,
        campaignId: campaignId ?? run.campaignId,
        reason: reason ?? null,
        custom: custom ?? run.custom,
      };
    }
    case 'state_patched': {
      const patched = applyPatch(run.state, event.payload.patch);
      return patched.ok ? { ...next, state: patched.document } : next;
    }
    case 'paused':
      return { ...next, status: 'paused', reason: event.payload.reason };
    case 'resumed':
      return { ...next, status: 'running', reason: null };
    case 'autopilot_set':
      return { ...next, autopilot: event.payload.level };
    case 'budget_set':
      return { ...next, budgets: withBudget(run.budgets, event.payload) };
  }
}
