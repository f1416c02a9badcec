import { type ConversationState, textOf } from '@agent-chat/protocol';
import { briefIn, type DueBrief } from '../agent/day-words.ts';

const DAY_MS = 86_400_000;

/** What a campaign that runs alone is told at the beginning of a day. */
export interface DueDay {
  /** `null`: today none is due. */
  readonly brief: DueBrief | null;
}

/**
 * What is due by `today` (in UTC), as the log tells; `null`: nothing, no day has begun since the agent was
 * told of one, or since it runs alone. A brief covers all that none before it has told of, so the days on
 * which no process ran are in the next one. A weekly one is of whole weeks, which begin on Mondays.
 */
export function dueDay(
  { timeline }: ConversationState,
  run: { readonly runId: string; readonly briefEvery: 'day' | 'week'; readonly scheduleId: string },
  today: string,
): DueDay | null {
  const opened = dayOf(timeline.runs.get(run.runId)?.createdAt ?? '');
  let told = opened;
  let briefed = opened;
  for (const entry of timeline.entries) {
    if (entry.kind === 'event' && entry.event.type === 'autopilot_set') told = dayOf(entry.ts);
    if (entry.kind !== 'message' || entry.author !== run.scheduleId || entry.runId !== run.runId) continue;
    told = dayOf(entry.ts);
    briefed = briefIn(textOf(entry.message.parts))?.to ?? briefed;
  }
  if (told >= today) return null;
  const to = run.briefEvery === 'day' ? today : mondayOf(today);
  return { brief: briefed < to ? { every: run.briefEvery, from: briefed, to } : null };
}

function mondayOf(day: string): string {
  const atMs = Date.parse(day);
  const daysSince = (new Date(atMs).getUTCDay() + 6) % 7;
  return dayOf(new Date(atMs - daysSince * DAY_MS).toISOString());
}

/** Of an instant in ISO-8601. */
export function dayOf(instant: string): string {
  return instant.slice(0, 10);
}
