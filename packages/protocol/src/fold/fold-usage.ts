import type { TraceEvent } from '../events/event.js';
import type { Timeline, UsageTotals } from './state.js';

type UsageEvent = Extract<TraceEvent, { type: 'usage' }>;

/** Adds to the totals of its author, audience, model and run. */
export function foldUsage(timeline: Timeline, event: UsageEvent): Timeline {
  const { author, audience, payload, runId = null } = event;
  const key = usageKey({ author, audience, model: payload.model, runId });
  const before = timeline.usage.get(key);
  const totals: UsageTotals = {
    author,
    audience,
    model: payload.model,
    runId,
    calls: (before?.calls ?? 0) + 1,
    inputTokens: (before?.inputTokens ?? 0) + payload.inputTokens,
    outputTokens: (before?.outputTokens ?? 0) + payload.outputTokens,
    costMicroUsd: (before?.costMicroUsd ?? 0) + (payload.costMicroUsd ?? 0),
  };
  return { ...timeline, usage: timeline.usage.set(key, totals) };
}

export function usageKey(of: Pick<UsageTotals, 'author' | 'audience' | 'model' | 'runId'>): string {
  return JSON.stringify([of.author, of.audience, of.model, of.runId]);
}
