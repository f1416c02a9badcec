import type { ConversationEvent } from '../events/event.js';
import { PersistentList } from './persistent-list.js';
import type { Timeline } from './state.js';

/** Keeps an event until what it is about is loaded. */
export function wait(timeline: Timeline, target: string, event: ConversationEvent): Timeline {
  const waiting = timeline.waiting.get(target) ?? PersistentList.empty<ConversationEvent>();
  return {
    ...timeline,
    waiting: timeline.waiting.set(target, waiting.push(event)),
    traced: timeline.traced?.set(String(event.seq), target) ?? null,
  };
}
