import { type ConversationEvent, isKnownEvent } from '../events/event.js';
import type { Timeline, TimelineEntry, ToolEntry } from './state.js';

/** What an event adds to the timeline, or changes in the entry that it is about. */
export function foldTimeline(timeline: Timeline, event: ConversationEvent): Timeline {
  if (!isKnownEvent(event)) return withEvent(timeline, event);
  const base = {
    seq: event.seq,
    ts: event.ts,
    turn: event.turn,
    author: event.author,
    audience: event.audience,
  };
  switch (event.type) {
    case 'message':
      return withEntry(timeline, event.payload.messageId, {
        ...base,
        kind: 'message',
        finality: event.finality,
        ...(event.clientRequestId === undefined ? {} : { clientRequestId: event.clientRequestId }),
        message: event.payload,
      });
    case 'tool_call':
      return withEntry(timeline, event.payload.toolCallId, {
        ...base,
        kind: 'tool',
        toolCallId: event.payload.toolCallId,
        name: event.payload.name,
        args: event.payload.args,
        status: 'called',
      });
    case 'tool_started':
      return withTool(timeline, event.payload.toolCallId, event, (tool) => ({
        ...tool,
        status: 'running',
        startedTs: event.ts,
      }));
    case 'tool_result': {
      const { output, error } = event.payload;
      return withTool(timeline, event.payload.toolCallId, event, (tool) => ({
        ...tool,
        status: error === undefined ? 'done' : 'failed',
        endedTs: event.ts,
        ...(error === undefined ? { output } : { error }),
      }));
    }
    case 'turn_cleared': {
      const { turn, reason } = event.payload;
      const clearedTurns = timeline.clearedTurns.set(String(turn), reason);
      return { ...withEvent(timeline, event), clearedTurns };
    }
    case 'thought':
    case 'step':
    case 'usage':
    case 'note':
      return withEvent(timeline, event);
    // These change what is open, not what is shown.
    case 'created':
    case 'updated':
    case 'execution_started':
    case 'stop_requested':
    case 'message_queued':
    case 'queued_changed':
    case 'queued_removed':
      return timeline;
  }
}

function withEntry(timeline: Timeline, id: string, entry: TimelineEntry): Timeline {
  return {
    ...timeline,
    entries: timeline.entries.push(entry),
    places: timeline.places.set(id, timeline.entries.length),
  };
}

function withEvent(timeline: Timeline, event: ConversationEvent): Timeline {
  const { seq, ts, turn, author, audience } = event;
  return {
    ...timeline,
    entries: timeline.entries.push({ kind: 'event', seq, ts, turn, author, audience, event }),
  };
}

/** An annotation without its call (which no valid log has) is kept as an entry of its own. */
function withTool(
  timeline: Timeline,
  toolCallId: string,
  event: ConversationEvent,
  change: (tool: ToolEntry) => ToolEntry,
): Timeline {
  const place = timeline.places.get(toolCallId);
  const entry = place === undefined ? undefined : timeline.entries.at(place);
  if (place === undefined || entry?.kind !== 'tool') return withEvent(timeline, event);
  return { ...timeline, entries: timeline.entries.set(place, change(entry)) };
}
