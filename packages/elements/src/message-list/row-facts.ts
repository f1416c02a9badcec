import type { EventItem, ViewItem } from '@agent-chat/client';
import { startOfDay } from '../messages/format-time.js';
import type { Side } from './row.js';

/** Facts for an inspector rather than for a conversation. */
const NOT_SHOWN: ReadonlySet<string> = new Set([
  'step',
  'usage',
  'action',
  'autopilot_set',
  'budget_set',
  'policy_changed',
  'roster_changed',
  'run_changed',
  'handoff',
]);

export interface Author {
  readonly id: string;
  readonly side: Side;
}

/** What a row needs to know of its item, which never changes. */
export interface Facts {
  readonly isShown: boolean;
  /** `null` for what nobody has said: markers. */
  readonly by: Author | null;
  /** ISO-8601; empty while there is none. */
  readonly ts: string;
  /** The local day, in milliseconds since 1970; `null` while there is no time. */
  readonly day: number | null;
}

export function factsOf(item: ViewItem): Facts {
  const ts = timeOf(item);
  return {
    isShown: item.kind !== 'event' || !NOT_SHOWN.has(eventTypeOf(item)),
    by: authorOf(item),
    ts,
    day: ts === '' ? null : startOfDay(new Date(ts)),
  };
}

/** What an item without a form of its own is about. */
function eventTypeOf({ entry }: EventItem): string {
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
      return eventTypeOf(item) === 'thought' ? { id: item.entry.author, side: 'agent' } : null;
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
