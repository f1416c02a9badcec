import type { EventItem, ViewItem } from '@agent-chat/client';
import { isKnownEvent } from '@agent-chat/protocol';
import { startOfDay } from '../messages/format-time.js';
import type { Side } from './row.js';

/** What an agent does is shown under its name; all else of the log stands between messages. */
const BY_AGENT: ReadonlySet<string> = new Set(['thought', 'step', 'approval', 'query']);

export interface Author {
  readonly id: string;
  readonly side: Side;
}

/** What a row needs to know of its item, which never changes. */
export interface Facts {
  readonly isShown: boolean;
  /** `null` for what nobody has said: markers. */
  readonly by: Author | null;
  /** Who else it is about. */
  readonly otherId: string | null;
  /** ISO-8601; empty while there is none. */
  readonly ts: string;
  /** The same in milliseconds since 1970; `null` while there is none. */
  readonly ms: number | null;
  /** The local day, in milliseconds since 1970; `null` while there is no time. */
  readonly day: number | null;
}

export function factsOf(item: ViewItem): Facts {
  const given = timeOf(item);
  const time = Date.parse(given);
  // What a server says that is no time is shown without one.
  const [ts, ms] = Number.isNaN(time) ? ['', null] : [given, time];
  return {
    isShown: item.kind !== 'event' || !isForInspectors(item),
    by: authorOf(item),
    otherId: item.kind === 'event' ? otherIn(item) : null,
    ts,
    ms,
    day: ms === null ? null : startOfDay(new Date(ms)),
  };
}

/** Facts for an inspector rather than for a conversation. */
function isForInspectors({ entry }: EventItem): boolean {
  // A card shows by itself what became of its buttons, unless they were refused.
  if (entry.kind === 'action') return entry.actionId !== 'explain' && entry.outcomeMessage === undefined;
  if (entry.kind !== 'event' || !isKnownEvent(entry.event)) return false;
  const { event } = entry;
  // Every first message opens a run: only what becomes of it is news.
  return event.type === 'usage' || (event.type === 'run_changed' && event.payload.previousStatus === null);
}

function otherIn({ entry }: EventItem): string | null {
  if (entry.kind === 'query') return entry.to ?? null;
  if (entry.kind !== 'event' || !isKnownEvent(entry.event)) return null;
  return entry.event.type === 'handoff' ? entry.event.payload.to : null;
}

/** What an item without a form of its own is about. */
export function eventTypeOf({ entry }: EventItem): string {
  return entry.kind === 'event' ? entry.event.type : entry.kind;
}

function authorOf(item: ViewItem): Author | null {
  switch (item.kind) {
    case 'message':
      return { id: item.entry.author, side: item.entry.message.role === 'user' ? 'user' : 'agent' };
    case 'live_message':
    case 'tool':
      return { id: item.author, side: 'agent' };
    case 'event':
      return BY_AGENT.has(eventTypeOf(item)) ? { id: item.entry.author, side: 'agent' } : null;
    case 'queued_message':
      return { id: item.queued.author, side: 'user' };
    case 'pending_message':
      return { id: '', side: 'user' };
  }
}

function timeOf(item: ViewItem): string {
  switch (item.kind) {
    case 'message':
    case 'event':
      return item.entry.ts;
    case 'tool':
      return item.entry?.ts ?? '';
    case 'queued_message':
      return item.queued.ts;
    case 'pending_message':
      return new Date(item.createdAt).toISOString();
    case 'live_message':
      return '';
  }
}
